-- Gives a PSQL URL a new password, and a new expiry where one is given. Its open connections go on.
create or replace function hardal_private.rotate_url(
    tenant text, name text, verifier text, expires_at timestamptz default null
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
    v_digest text;
begin
    perform hardal_private.require_future(expires_at);
    v_digest := hardal_private.require_new_verifier(tenant, verifier);
    -- as it is now that the tenant is locked
    v_url := hardal_private.require_url(tenant, name);
    if v_url.revoked_at is not null then
        raise sqlstate 'HD409' using
            message = format('the PSQL URL %s of %s is being revoked', name, tenant),
            hint = format(
                'finish it with hardal-admin url revoke %s %s, then create it anew', tenant, name
            );
    end if;
    update hardal_private.urls as u
    set
        expires_at = coalesce(rotate_url.expires_at, u.expires_at),
        verifier = rotate_url.verifier
    where u.role = v_url.role;
    perform hardal_private.sync_login(v_url.role, verifier);
    perform hardal_private.audit(
        'url.rotate', tenant, name, jsonb_build_object('verifier', v_digest)
    );
    return v_url.role::text;
end
$$;

comment on function hardal_private.rotate_url(text, text, text, timestamptz) is
'Gives a PSQL URL another password, as a SCRAM-SHA-256 verifier, and returns its role; '
'expires_at: null keeps the expiry; HD400 where a value is not allowed; '
'HD404 where there is none; HD409 where it is being revoked, or where the tenant has used the '
'verifier before';
