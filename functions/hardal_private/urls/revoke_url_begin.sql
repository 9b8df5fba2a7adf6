-- The first half of revoking a PSQL URL: nobody new logs in. To be committed before revoke_url_finish, which does the rest.
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
'Keeps a PSQL URL from logging in, on the way to revoke_url_finish; HD404 where there is none';
