-- Returns a person of a tenant for hardal-admin: see <tenant>__store.person.
create or replace function hardal_private.show_person(tenant text, id text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role text := current_setting('role');
    v_person jsonb;
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    execute format('select %I.person($1)', tenant || '__store') into v_person using id;
    if v_person is null then
        raise sqlstate 'HD404' using
            message = format('nothing is known of %s', to_jsonb(left(id, 80))),
            hint = 'name a client id as events have it';
    end if;
    perform set_config('role', v_role, true);
    return v_person;
end
$$;

comment on function hardal_private.show_person(text, text) is
'A person of a tenant by any of its client ids; HD404 where there is no such tenant, or nothing is '
'known of the id';
