-- Returns a privilege and its object in the form that GRANT and REVOKE need. The arguments are
-- columns of held_grants.
create or replace function hardal_private.privilege_text(
    schema name, kind text, object text, privilege text
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select case kind
        when 'schema' then format('%s on schema %I', privilege, schema)
        when 'column' then format(
            '%s (%I) on table %I.%I',
            privilege, (parse_ident(object))[2], schema, (parse_ident(object))[1]
        )
        when 'function' then format('%s on routine %I.%s', privilege, schema, object)
        else format('%s on %s %I.%I', privilege, kind, schema, object)
    end
$$;

comment on function hardal_private.privilege_text(name, text, text, text) is
'Returns the part of GRANT and REVOKE that names a privilege and its object, '
'such as SELECT on table acme.events';
