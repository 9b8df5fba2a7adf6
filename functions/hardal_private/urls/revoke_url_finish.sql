-- Second half of revoking a PSQL URL: ends its connections and drops its role, with everything that
-- the role owns in this database. What a PSQL URL of the scope model has made passes to its group.
--
-- revoke_url_begin is committed before (or drop_tenant_begin, where the whole tenant goes), so that
-- nobody logs in again meanwhile.
create or replace function hardal_private.revoke_url_finish(tenant text, name text)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
    v_ended int := 0;
begin
    if to_regrole(v_url.role::text) is not null then
        if v_url.scope = 'model' then
            -- what its connections have locked is free for the next statement then
            v_ended := hardal_private.end_connections(v_url.role);
            -- tables and views that it made as itself, not as its group, stay for their readers
            perform hardal_private.join_role((tenant || '__model')::name);
            execute format('reassign owned by %I to %I', v_url.role, tenant || '__model');
        end if;
        v_ended := v_ended + hardal_private.sync_login(v_url.role, dropped => true);
    end if;
    delete from hardal_private.urls as u
    where u.role = v_url.role;
    return v_ended;
end
$$;

comment on function hardal_private.revoke_url_finish(text, text) is
'Second half of revoking a PSQL URL: ends its connections and drops its role; '
'returns how many connections ended; HD404 where there is none';
