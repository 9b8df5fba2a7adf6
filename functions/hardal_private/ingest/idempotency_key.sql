-- Returns the request's Idempotency-Key (promise 3). Only a request over HTTP has one: any SQL
-- login could set request.headers. White space at the ends of a header is no part of it (RFC 9110),
-- and PostgREST passes it on.
create or replace function hardal_private.idempotency_key()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_idempotency_key text;
begin
    if session_user = 'hardal_authenticator' then
        v_idempotency_key := btrim(
            nullif(current_setting('request.headers', true), '')::jsonb ->> 'idempotency-key',
            E' \t'
        );
        if v_idempotency_key !~ '^[ -~]{1,255}$' then
            raise sqlstate 'PT400' using
                message = 'Idempotency-Key is not 1 to 255 printable ASCII characters',
                hint = 'send a key such as a UUID that is new for each batch '
                    'and the same for its retries';
        end if;
    end if;
    return v_idempotency_key;
end
$$;

comment on function hardal_private.idempotency_key() is
'The Idempotency-Key of the HTTP request; null where it has none, and for a SQL login; '
'PT400 where it is not 1 to 255 printable ASCII characters';
