-- First half of revoking a PSQL URL: takes away its right to log in. rotate_url refuses from then
-- on, and a revocation that is stopped half-way can only be finished.
--
-- Commit this half first. Then a client whose connection revoke_url_finish ends cannot log in
-- again.
create or replace function hardal_private.revoke_url_begin(tenant text, name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
begin
    update hardal_private.urls as u
    set revoked_at = coalesce(u.revoked_at, hardal_private.clock())
    where u.role = v_url.role;
    if to_regrole(v_url.role::text) is not null then
        perform hardal_private.apply_role_settings(v_url.role);
    end if;
    perform hardal_private.audit('url.revoke', tenant, name);
end
$$;

comment on function hardal_private.revoke_url_begin(text, text) is
'First half of revoking a PSQL URL: it cannot log in any more; commit before revoke_url_finish; '
'HD404 where there is none';
