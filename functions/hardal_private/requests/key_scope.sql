-- Returns the scope of the key or token of a request over HTTP. The claims count only where
-- PostgREST logged in, because any SQL user can set request.jwt.claims.
create or replace function hardal_private.key_scope()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select substr(
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role', 8
    )
    where session_user = 'hardal_authenticator'
$$;

comment on function hardal_private.key_scope() is
'The scope of the key or token of an HTTP request, such as read; null for any other login';
