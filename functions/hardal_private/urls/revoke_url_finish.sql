-- The second half of revoking a PSQL URL: its sessions end and its role goes, with whatever it owned here.
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
        v_ended := hardal_private.end_connections(v_url.role);
        execute format('drop owned by %I', v_url.role);
        execute format('drop role %I', v_url.role);
    end if;
    delete from hardal_private.urls as u
    where u.role = v_url.role;
    return v_ended;
end
$$;

comment on function hardal_private.revoke_url_finish(text, text) is
'Ends the sessions of a PSQL URL that revoke_url_begin has closed, and drops its role; returns how many sessions ended';
