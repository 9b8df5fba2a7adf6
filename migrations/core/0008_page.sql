-- The page: its files, and the types by which PostgREST knows that a function answers with a file.
-- https://docs.postgrest.org/en/v12/references/api/media_type_handlers.html
create table hardal_private.page_files (
    path text primary key,
    version text not null,
    headers jsonb not null,
    body bytea not null
);

create domain hardal."text/html" as text;
create domain hardal."*/*" as bytea;
