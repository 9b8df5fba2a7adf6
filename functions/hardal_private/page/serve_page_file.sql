-- Serves a file of the page over HTTP: returns its bytes, and sets the headers of the answer. The
-- version is null for the page itself, whose address never changes. So its answer has an ETag, by
-- which a browser asks whether its copy is still the right one (RFC 9110). The ETag is a weak one,
-- because the edge may compress the answer.
create or replace function hardal_private.serve_page_file(path text, version text)
returns bytea
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_file hardal_private.page_files;
    v_etag text;
begin
    -- everybody may come this far
    perform hardal_private.require_plain_statement();
    select f.* into v_file
    from hardal_private.page_files as f
    where
        f.path = serve_page_file.path
        and (serve_page_file.version is null or f.version = serve_page_file.version);
    if not found then
        perform hardal_private.set_response(
            404, '{"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}'
        );
        return convert_to('The page has no such file. Load the page again.', 'UTF8');
    elsif serve_page_file.version is not null then
        perform hardal_private.set_response(200, v_file.headers);
        return v_file.body;
    end if;
    v_etag := format('W/"%s"', v_file.version);
    if
        position(
            v_etag in coalesce(
                nullif(current_setting('request.headers', true), '')::jsonb ->> 'if-none-match', ''
            )
        ) > 0
    then
        perform hardal_private.set_response(
            304, v_file.headers || jsonb_build_object('ETag', v_etag)
        );
        return ''::bytea;
    end if;
    perform hardal_private.set_response(200, v_file.headers || jsonb_build_object('ETag', v_etag));
    return v_file.body;
end
$$;

comment on function hardal_private.serve_page_file(text, text) is
'Returns a file of the page and sets the headers of the answer over HTTP; 404 where there is none '
'of this path and version, 304 where the client has the page already';
