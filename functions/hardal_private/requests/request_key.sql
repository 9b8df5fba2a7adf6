-- Returns the key of an HTTP request: the user of Basic authentication (RFC 7617). Null where there
-- is none. Bytes that are no ASCII come back escaped: no key has them. What does not look like a
-- key is returned too, because it is unknown all the same.
--
-- This is PL/pgSQL because PL/pgSQL caches the plan: an SQL function that is not inlined is planned
-- again for every request.
create or replace function hardal_private.request_key()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_basic constant text := substring(
        nullif(current_setting('request.headers', true), '')::jsonb ->> 'authorization'
        from '(?i)^basic +([a-z0-9+/]+={0,2}) *$'
    );
begin
    -- decode raises an error unless the length is a multiple of four
    return split_part(
        encode(
            decode(case when length(v_basic) % 4 <> 0 then '' else v_basic end, 'base64'),
            'escape'
        ),
        ':',
        1
    );
end
$$;

comment on function hardal_private.request_key() is
'The user of the HTTP request''s Basic authentication; null where it has none';
