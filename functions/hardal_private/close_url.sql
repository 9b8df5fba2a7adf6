-- The first half of revoking a PSQL URL: nobody new logs in. To be committed before drop_url, which does the rest.
create or replace function hardal_private.close_url(tenant text, name text)
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
        perform hardal_private.settle_url(v_url.role);
    end if;
    perform hardal_private.audit('url.revoke', tenant, name);
end
$$;

comment on function hardal_private.close_url(text, text) is
'Keeps a PSQL URL from logging in, on the way to drop_url; HD404 where there is none';
