-- Returns the key of an HTTP request: the user of Basic authentication (RFC 7617). Null where there
-- is none. Bytes that are no ASCII come back escaped: no key has them. What does not look like a
-- key is returned too, because it is unknown all the same.
create or replace function hardal_private.request_key()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select split_part(
        encode(
            decode(
                -- decode raises an error unless the length is a multiple of four
                case when length(h.basic) % 4 <> 0 then '' else h.basic end,
                'base64'
            ),
            'escape'
        ),
        ':',
        1
    )
    from (
        select substring(
            nullif(current_setting('request.headers', true), '')::jsonb ->> 'authorization'
            from '(?i)^basic +([a-z0-9+/]+={0,2}) *$'
        ) as basic
    ) as h
$$;

comment on function hardal_private.request_key() is
'The user of the HTTP request''s Basic authentication; null where it has none';
