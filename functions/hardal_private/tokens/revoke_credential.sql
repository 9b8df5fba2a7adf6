-- Refuses a tenant's tokens, or keys, of this name from now on, also the older ones that a rotation
-- left running.
create or replace function hardal_private.revoke_credential(
    tenant text, name text, is_key boolean
)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count int;
begin
    perform hardal_private.require_tenant(tenant);
    update hardal_private.tokens as t
    set revoked_at = clock_timestamp()
    where
        t.tenant = revoke_credential.tenant
        and t.name = revoke_credential.name
        and (t.digest is not null) = revoke_credential.is_key
        and hardal_private.token_state(t) <> 'revoked';
    get diagnostics v_count = row_count;
    if v_count = 0 then
        perform hardal_private.refuse_unknown_credential(tenant, name, is_key);
    end if;
    perform hardal_private.audit(
        case when is_key then 'key.revoke' else 'token.revoke' end, tenant, name
    );
    return v_count;
end
$$;

comment on function hardal_private.revoke_credential(text, text, boolean) is
'Revokes a tenant''s tokens, or keys, of this name, expired ones too; returns how many; '
'HD404 where none is left to revoke';
