-- Returns what the query of a view names: each relation, function and type, for cohort_fault.
-- pg_depend has nothing about those of pg_catalog, so they are read from the stored form of the
-- query. There an operator stands for its function. A name that somebody has chosen can look like
-- a part of this form: then more is returned than the query has, never less.
create or replace function hardal_private.query_parts(view regclass)
returns table (classid regclass, objid oid)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with parts (kind, id) as (
        select k.kind, i.id
        from pg_rewrite as w
        -- such as :funcid 871, or as a list :opnos (o 97 1754)
        cross join regexp_matches(
            w.ev_action::text, ':([A-Za-z_]+) (?:[(]o )?([0-9]{1,10}(?: [0-9]{1,10})*)', 'g'
        ) as p (part)
        inner join (
            values
            ('pg_class'::regclass, '^relid$'),
            ('pg_proc', '^(funcid|opfuncid|hashfuncid|negfuncid|aggfnoid|winfnoid)$'),
            ('pg_proc', '^(tsmhandler|startInRangeFunc|endInRangeFunc)$'),
            ('pg_operator', '^(opno|opnos|eqop|sortop|mark_neop)$'),
            -- the type of a function's result tells nothing that the function does not
            ('pg_type', '^(?!funcresulttype$)[A-Za-z_]*([tT]ypes?|typeid|typid|typeId)$')
        ) as k (kind, pattern) on p.part[1] ~ k.pattern
        cross join string_to_table(p.part[2], ' ') as i (id)
        where w.ev_class = query_parts.view
    )

    select p.kind, p.id::oid
    from parts as p
    where p.kind <> 'pg_operator'::regclass and p.id::oid not in (0, query_parts.view)
    union
    select 'pg_proc', o.oprcode::oid
    from parts as p
    inner join pg_operator as o on o.oid = p.id::oid
    where p.kind = 'pg_operator'::regclass and o.oprcode <> 0
$$;

comment on function hardal_private.query_parts(regclass) is
'The relations, functions and types that a view''s query names, those of pg_catalog too';
