-- Returns the state of a token at this moment. The states are defined here. A rotation sets the old
-- token's revoked_at to a time in the future: until then the old token is ending, and still valid.
-- pre_request calls this function for each request. It is VOLATILE, as clock_timestamp() is:
-- declared STABLE, it would not be inlined, and be planned anew for each request.
create or replace function hardal_private.token_state(token hardal_private.tokens)
returns text
language sql
volatile
parallel safe
return case
    when token.revoked_at <= clock_timestamp() then 'revoked'
    when token.expires_at <= clock_timestamp() then 'expired'
    when token.revoked_at is not null then 'ending'
    else 'live'
end;

comment on function hardal_private.token_state(hardal_private.tokens) is
'Returns live, ending, expired or revoked';
