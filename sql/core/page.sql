-- Comments on the page's files, and on the types of its two functions.
comment on table hardal_private.page_files is
'The files of the page, as migrate has stored them; each migrate replaces all of them';
comment on column hardal_private.page_files.path is
'The path below /page/<version>/; index.html is the page at /';
comment on column hardal_private.page_files.version is
'A digest of all files: their addresses hold it, so that browsers may keep them for ever';
comment on column hardal_private.page_files.headers is
'The headers of the answer with this file';
comment on column hardal_private.page_files.body is 'The bytes of the file';
comment on domain hardal."text/html" is 'An answer that PostgREST sends as HTML';
comment on domain hardal."*/*" is
'An answer that PostgREST sends as it is; the function that returns it sets its Content-Type';
