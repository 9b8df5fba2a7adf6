-- What a token is worth now: live, ending (it has a date before its end), expired, revoked.
create or replace function hardal_private.token_state(token hardal_private.tokens)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        case
            when token.revoked_at <= clock_timestamp() then 'revoked'
            when token.expires_at <= clock_timestamp() then 'expired'
            when token.revoked_at is not null then 'ending'
            else 'live'
        end
$$;

comment on function hardal_private.token_state(hardal_private.tokens) is 'live, ending, expired or revoked';
