-- Returns the paths of the functions that serve the page. A GET may call them without a token and
-- without a key: the page's files are the same for everybody, and hold nothing of a tenant's.
create or replace function hardal_private.page_paths()
returns text[]
language sql
immutable
parallel safe
return '{/rpc/page,/rpc/page_file}'::text[];

comment on function hardal_private.page_paths() is
'The paths of the functions that serve the page and its files';
