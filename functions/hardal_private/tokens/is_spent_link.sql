-- Tells whether a key that sends no events was made for a short time and has ended. Such a key is
-- in the link to the page (hardal-admin dashboard). No backend has it: nobody needs to hear of it.
create or replace function hardal_private.is_spent_link(token hardal_private.tokens)
returns boolean
language sql
stable
parallel safe
return
token.digest is not null
and token.scope <> 'ingest'
and token.expires_at - token.created_at between interval '0' and interval '2 days'
and hardal_private.token_state(token) in ('expired', 'revoked');

comment on function hardal_private.is_spent_link(hardal_private.tokens) is
'True for a key that sends no events, was made for two days at most, and has ended';
