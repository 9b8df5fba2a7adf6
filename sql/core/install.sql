-- Comments on the records of migrate: the definitions and grants that it made, and the text that
-- tenants are made from.
comment on table hardal_private.installed is
'Definitions that the last migrate made; doctor compares the definitions of now with them';
comment on column hardal_private.installed.schema is 'The schema that the object is in';
comment on column hardal_private.installed.kind is
'function, view, table, type, constraint, index, trigger, rule or policy';
comment on column hardal_private.installed.object is
'The object''s name in its schema; a function with its arguments, '
'a trigger, rule, policy or constraint with its table';
comment on column hardal_private.installed.digest is 'SHA-256 of the definition';
comment on column hardal_private.installed.server is
'The release of PostgreSQL that printed the definition, such as 18';

comment on table hardal_private.installed_grants is
'Rights that the last migrate granted on the API and the template; '
'doctor compares the rights of now with them';
comment on column hardal_private.installed_grants.schema is 'The schema that the object is in';
comment on column hardal_private.installed_grants.kind is
'schema, table, column, function or type; a view is a table here';
comment on column hardal_private.installed_grants.object is
'The object''s name in its schema; a function with its arguments, a column with its table';
comment on column hardal_private.installed_grants.grantee is 'The role that holds the right';
comment on column hardal_private.installed_grants.privilege is 'SELECT, EXECUTE, USAGE, ...';

comment on table hardal_private.template_files is
'The text that every tenant''s schemas are made from; '
'the name template stands in the place of the tenant''s name';
comment on column hardal_private.template_files.path is
'The file, relative to the sources of hardal';
comment on column hardal_private.template_files.ordinal is
'The place of the file in the order in which the files are run';
comment on column hardal_private.template_files.migration is
'True for a file that is run once for each tenant; other files are re-applied whole';
comment on column hardal_private.template_files.body is 'The text of the file';
