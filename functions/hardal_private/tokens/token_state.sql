-- The one place that says what a token is worth now. A rotation gives the old token an end
-- (revoked_at in the future): until then it is ending, and still valid. pre_request asks it for
-- each request.
create or replace function hardal_private.token_state(token hardal_private.tokens)
returns text
language sql
stable
parallel safe
return case
    when token.revoked_at <= clock_timestamp() then 'revoked'
    when token.expires_at <= clock_timestamp() then 'expired'
    when token.revoked_at is not null then 'ending'
    else 'live'
end;

comment on function hardal_private.token_state(hardal_private.tokens) is
'Returns live, ending, expired or revoked';
