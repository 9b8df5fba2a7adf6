-- The page, for browsers: GET /rpc/page without a token or a key. The edge serves it at /.
create or replace function hardal.page()
returns hardal."text/html"
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return convert_from(
        hardal_private.serve_page_file('index.html', null), 'UTF8'
    )::hardal."text/html";
end
$$;

comment on function hardal.page() is
'The page as HTML, for browsers; it loads its parts from page_file';
grant execute on function hardal.page() to hardal_anon;
