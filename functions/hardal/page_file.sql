-- A file that the page loads: GET /rpc/page_file without a token or a key. The edge serves it at
-- /page/<version>/<path>.
create or replace function hardal.page_file(path text, version text)
returns hardal."*/*"
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return hardal_private.serve_page_file(
        page_file.path, coalesce(page_file.version, '')
    )::hardal."*/*";
end
$$;

comment on function hardal.page_file(text, text) is
'A file that the page loads, with its own Content-Type; 404 for another version than the present';
grant execute on function hardal.page_file(text, text) to hardal_anon;
