-- Returns the reason why a token or a key does not count, or null. kind is token or key.
-- It is VOLATILE for the same reason as token_state.
create or replace function hardal_private.credential_fault(
    token hardal_private.tokens, kind text
)
returns text
language sql
volatile
parallel safe
return case
    when token.jti is null then format('the %s is unknown here', kind)
    when hardal_private.token_state(token) = 'revoked' then format('the %s was revoked', kind)
    when hardal_private.token_state(token) = 'expired' then format('the %s has expired', kind)
end;

comment on function hardal_private.credential_fault(hardal_private.tokens, text) is
'Why a token or a key (kind) does not count: it is unknown, revoked or expired; else null';
