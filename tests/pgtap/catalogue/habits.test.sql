select plan(14);

create temp view ours as
select oid, nspname from pg_namespace where nspname ~ '^(hardal|template)(_|$)';

select is_empty(
    $$ select p.oid::regprocedure
       from pg_proc as p join ours on ours.oid = p.pronamespace
       where
           (p.proconfig is null or not 'search_path=pg_catalog, pg_temp' = any (p.proconfig))
           and p.prosqlbody is null
           and p.prokind <> 'p' $$,
    'every function sets its search_path, unless it is bound when it is created; a procedure that '
    'commits cannot set it'
);
select is_empty(
    $$ select p.oid::regprocedure
       from pg_proc as p
       where
           p.pronamespace = 'hardal'::regnamespace
           and has_function_privilege('template__write', p.oid, 'execute')
           and not 'standard_conforming_strings=on' = any (p.proconfig) $$,
    'a SQL login that may call a function cannot change how the function''s strings are read'
);
select is_empty(
    $$ select p.oid::regprocedure
       from pg_proc as p
       where
           p.pronamespace in ('hardal_helpers'::regnamespace, 'template'::regnamespace)
           and p.prosqlbody is null and strpos(p.prosrc, '\') > 0 $$,
    'a function of a reader''s session has no backslash, which standard_conforming_strings turns '
    'into something else, unless it is bound when it is created'
);
select is_empty(
    $$ select p.oid::regprocedure
       from pg_proc as p join ours on ours.oid = p.pronamespace
       where
           ours.nspname <> 'hardal_helpers'
           and exists (
               select
               from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
               where a.grantee = 0
           ) $$,
    'PUBLIC may execute no function but the helpers of reports'
);
select is_empty(
    $$ select p.oid::regprocedure
       from pg_proc as p
       where
           p.pronamespace = 'hardal_helpers'::regnamespace
           and (p.prosecdef or p.provolatile = 'v') $$,
    'a helper of reports has its caller''s rights alone, and changes nothing'
);
select is_empty(
    $$ select c.oid::regclass
       from pg_class as c join ours on ours.oid = c.relnamespace
       where exists (select from aclexplode(c.relacl) as a where a.grantee = 0) $$,
    'PUBLIC has no right to any relation'
);
select is_empty(
    $$ select p.oid::regprocedure
       from pg_proc as p join ours on ours.oid = p.pronamespace
       where obj_description(p.oid, 'pg_proc') is null $$,
    'every function has a COMMENT'
);
select is_empty(
    $$ select c.oid::regclass
       from pg_class as c join ours on ours.oid = c.relnamespace
       where
           c.relkind in ('r', 'p', 'v', 'c') and obj_description(c.oid, 'pg_class') is null
           and not (c.relkind = 'c' and obj_description(c.reltype, 'pg_type') is not null) $$,
    'every table, view and type has a COMMENT'
);
select is_empty(
    $$ select c.oid::regclass, a.attname
       from pg_class as c
       join ours on ours.oid = c.relnamespace
       join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relkind in ('r', 'p', 'v', 'c') and col_description(c.oid, a.attnum) is null $$,
    'every column has a COMMENT'
);
select is_empty(
    $$ select nspname from ours where obj_description(oid, 'pg_namespace') is null $$,
    'every schema has a COMMENT'
);
select is_empty(
    $$ select p.oid::regprocedure::text
       from pg_proc as p join ours on ours.oid = p.pronamespace
       where
           p.proowner <> case
               when ours.nspname = 'hardal_doorkeeper' then 'hardal_doorkeeper' else 'hardal_owner'
           end::regrole
       union all
       select c.oid::regclass::text
       from pg_class as c join ours on ours.oid = c.relnamespace
       where c.relowner <> 'hardal_owner'::regrole $$,
    'hardal_owner owns every function and relation, but for the doorkeeper''s own'
);
select is_empty(
    $$ select c.oid::regclass
       from pg_class as c join ours on ours.oid = c.relnamespace
       where
           c.relkind = 'v'
           and not coalesce('security_invoker=true' = any (c.reloptions), false)
           and not has_table_privilege('template__aggregate', c.oid, 'select')
           and c.oid not in (
               'template.events'::regclass,
               'template.rejected_events'::regclass,
               'template.identities'::regclass,
               'template.cohorts'::regclass,
               'template.metrics'::regclass,
               'template.cohort_units'::regclass,
               'template.client_months'::regclass
           )
           and (
               c.relnamespace <> 'template__store'::regnamespace
               or exists (
                   select from aclexplode(c.relacl) as a where a.grantee <> c.relowner
               )
           ) $$,
    'a view reads with the rights of its reader, unless it is the door to a table of the store '
    'that readers may see, or the scope aggregate reads it, or nobody does'
);
select is_empty(
    $$ select n.nspname, g.rolname
       from pg_namespace as n
       cross join pg_roles as g
       where
           n.nspname = 'template__store' and g.rolname ~ '^template__'
           and (
               has_schema_privilege(g.oid, n.oid, 'usage')
               or exists (
                   select from pg_class as c
                   where
                       c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v')
                       and (
                           has_table_privilege(g.oid, c.oid, 'select')
                           or has_any_column_privilege(g.oid, c.oid, 'select')
                       )
               )
           ) $$,
    'readers have no right on the store'
);
select is_empty(
    $$ select c.oid::regclass, a.attname
       from pg_class as c
       join ours on ours.oid = c.relnamespace
       join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where
           has_table_privilege('template__aggregate', c.oid, 'select')
           and (
               c.relkind <> 'v'
               or a.atttypid in ('jsonb'::regtype, 'uuid'::regtype)
               or a.attname ~ '(_id|raw|payload|properties)$'
           ) $$,
    'the scope aggregate reads only views, and no client, request or properties'
);

select * from finish();
