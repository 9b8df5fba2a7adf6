-- Makes the schema in which PSQL URLs of the scope model make tables and views, where it is
-- missing. The tenant's readers may read whatever the group makes there. The caller is a login that
-- may create schemas.
--
-- The schema belongs to hardal_owner, so that its name and its rights stay as they are. The group
-- owns what is in it. migrate and doctor leave it alone.
create or replace function hardal_private.make_models_schema(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_schema constant text := tenant || '__models';
    v_group constant text := tenant || '__model';
    v_readers constant text := tenant || '__read';
begin
    if exists (
        select from pg_namespace as n
        where n.nspname = v_schema and n.nspowner <> 'hardal_owner'::regrole
    ) then
        raise sqlstate 'HD409' using
            message = format('this database has a schema %s already', v_schema),
            hint = 'rename it; hardal never takes over a schema that it did not make';
    end if;
    execute format('create schema if not exists %I authorization hardal_owner', v_schema);
    execute format(
        'comment on schema %I is %L',
        v_schema, format('hardal: tables and views that people make from the events of %s', tenant)
    );
    execute format('grant usage, create on schema %I to %I', v_schema, v_group);
    execute format('grant usage on schema %I to %I', v_schema, v_readers);
    perform hardal_private.join_role(v_group::name);
    execute format(
        'alter default privileges for role %I in schema %I grant select on tables to %I',
        v_group, v_schema, v_readers
    );
end
$$;

comment on function hardal_private.make_models_schema(text) is
'Makes the schema <tenant>__models for PSQL URLs of the scope model, where it is missing; '
'HD409 where somebody else''s schema has the name';
