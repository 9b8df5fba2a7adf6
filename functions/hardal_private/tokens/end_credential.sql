-- Ends a tenant's tokens or keys of this name after the overlap, for a rotation. Returns the scope
-- of the newest: an earlier rotation may have left another running.
create or replace function hardal_private.end_credential(
    tenant text, name text, is_key boolean, overlap interval
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_scope text;
begin
    perform hardal_private.require_tenant(tenant);
    select t.scope into v_scope
    from hardal_private.tokens as t
    where
        t.tenant = end_credential.tenant
        and t.name = end_credential.name
        and (t.digest is not null) = end_credential.is_key
        and hardal_private.token_state(t) <> 'revoked'
    order by t.created_at desc
    limit 1
    for update;
    if v_scope is null then
        perform hardal_private.refuse_unknown_credential(tenant, name, is_key);
    end if;
    update hardal_private.tokens as t
    set revoked_at = least(t.revoked_at, clock_timestamp() + end_credential.overlap)
    where
        t.tenant = end_credential.tenant
        and t.name = end_credential.name
        and (t.digest is not null) = end_credential.is_key
        and hardal_private.token_state(t) <> 'revoked';
    return v_scope;
end
$$;

comment on function hardal_private.end_credential(text, text, boolean, interval) is
'Ends the tokens (or keys) of this name after the overlap, and returns the scope of the newest; '
'HD404 where there is no such tenant, token or key';
