-- Returns the Content-Encoding of the HTTP request, unless it says that the body is as it is.
create or replace function hardal_private.content_encoding()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select nullif(
        nullif(
            lower(btrim(
                nullif(current_setting('request.headers', true), '')::jsonb ->> 'content-encoding',
                E' \t'
            )),
            'identity'
        ),
        ''
    )
$$;

comment on function hardal_private.content_encoding() is
'The Content-Encoding of the HTTP request; null where it has none, or identity';
