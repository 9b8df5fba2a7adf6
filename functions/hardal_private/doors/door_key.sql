-- Returns the key in the headers of a door's request, or null. It is the user of Basic
-- authentication, or X-Write-Key, or the whole of Authorization, where the proxy puts the key of
-- Bearer. Jitsu sends id:secret; the key is behind the colon.
create or replace function hardal_private.door_key()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select hardal_private.sent_key(coalesce(
        nullif(hardal_private.request_key(), ''),
        nullif(h.headers ->> 'x-write-key', ''),
        substring(h.headers ->> 'authorization' from '^[!-~]+$')
    ))
    from (
        select nullif(current_setting('request.headers', true), '')::jsonb as headers
    ) as h
$$;

comment on function hardal_private.door_key() is
'The key in the headers of a door''s request; null where they have none';
