-- Returns the row of the key or token that sends the HTTP request. pre_request has checked it, and
-- has set the claims of a key. The claims count only where PostgREST logged in, because any SQL
-- user can set request.jwt.claims.
create or replace function hardal_private.request_credential()
returns hardal_private.tokens
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select t.*
    from hardal_private.tokens as t
    where
        session_user = 'hardal_authenticator'
        and t.jti = (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'jti')::uuid
$$;

comment on function hardal_private.request_credential() is
'The key or token of the HTTP request; null without one, and for any login but PostgREST''s';
