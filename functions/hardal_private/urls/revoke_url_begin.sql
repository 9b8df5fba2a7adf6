-- First half of revoking a PSQL URL: takes its rights and its login away, and ends its connections.
-- rotate_url refuses from then on, and a revocation that is stopped half-way can only be finished.
--
-- Commit this half first. A client that has logged in again meanwhile has no rights from then on,
-- and cannot log in once more when revoke_url_finish ends its connection.
create or replace function hardal_private.revoke_url_begin(tenant text, name text)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
    v_ended int := 0;
begin
    update hardal_private.urls as u
    set revoked_at = coalesce(u.revoked_at, hardal_private.clock())
    where u.role = v_url.role;
    if to_regrole(v_url.role::text) is not null then
        v_ended := hardal_private.sync_login(v_url.role);
    end if;
    perform hardal_private.audit('url.revoke', tenant, name);
    return v_ended;
end
$$;

comment on function hardal_private.revoke_url_begin(text, text) is
'First half of revoking a PSQL URL: it has no rights and cannot log in any more, and its '
'connections end; returns how many; commit before revoke_url_finish; HD404 where there is none';
