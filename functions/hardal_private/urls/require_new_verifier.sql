-- Refuses a verifier that the tenant has used before: a request that somebody sends again must not
-- bring an old password back. The audit log keeps the digest of each verifier, also of a PSQL URL
-- that is gone. Returns the digest.
--
-- The tenant's row is locked first, so that of two requests with the same verifier one is refused.
create or replace function hardal_private.require_new_verifier(tenant text, verifier text)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_digest text;
begin
    perform hardal_private.require_verifier(verifier);
    v_digest := encode(sha256(convert_to(verifier, 'UTF8')), 'hex');
    perform
    from hardal_private.tenants as t
    where t.name = require_new_verifier.tenant
    for no key update;
    if exists (
        select
        from hardal_private.audit_log as a
        where
            a.tenant = require_new_verifier.tenant
            and a.details ? 'verifier'
            and a.details ->> 'verifier' = v_digest
    ) then
        raise sqlstate 'HD409' using
            message = 'this verifier was used before',
            hint = 'make a new password; a request that was sent before is not done again';
    end if;
    return v_digest;
end
$$;

comment on function hardal_private.require_new_verifier(text, text) is
'Returns the digest of a SCRAM-SHA-256 verifier for the audit log; HD400 where it is none; '
'HD409 where the tenant has used it before';
