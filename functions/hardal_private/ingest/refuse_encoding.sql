-- Refuses a request whose body is in this encoding. Neither PostgREST nor PostgreSQL can unpack a
-- body.
create or replace function hardal_private.refuse_encoding(encoding text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if encoding is not null then
        raise sqlstate 'PT415' using
            message = format('the body is compressed, or not in UTF-8: %s', left(encoding, 100)),
            hint = 'send it in UTF-8, uncompressed and without Content-Encoding: switch gzip off '
                'in the client or SDK (gzip=False, gzip: false, disableCompression: true); '
                'nothing of it was stored';
    end if;
end
$$;

comment on function hardal_private.refuse_encoding(text) is
'PT415 with this encoding in the message; nothing where it is null';
