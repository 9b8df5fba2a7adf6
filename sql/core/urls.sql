-- Comments on the registry of PSQL URLs.
comment on table hardal_private.urls is
'PSQL URLs that were issued; each is a LOGIN role of one tenant';
comment on column hardal_private.urls.role is 'The role that logs in, <tenant>__u_<name>';
comment on column hardal_private.urls.tenant is 'The tenant that the PSQL URL belongs to';
comment on column hardal_private.urls.name is 'The person or tool that the PSQL URL was given to';
comment on column hardal_private.urls.scope is
'read, aggregate, write or model; the role is a member of the group role <tenant>__<scope>';
comment on column hardal_private.urls.created_at is 'When the PSQL URL was issued';
comment on column hardal_private.urls.expires_at is
'When its password expires; null means no expiry';
comment on column hardal_private.urls.revoked_at is
'Since when the PSQL URL is being revoked; the row is deleted when the role is dropped; '
'null while it is not';
comment on column hardal_private.urls.seen_at is
'When maintenance last saw a connection of the PSQL URL; null where it never did';
comment on column hardal_private.urls.connections is
'The most connections that the PSQL URL may have at once';
comment on column hardal_private.urls.statement_timeout is
'The statement_timeout that its connections start with, in milliseconds; 0 means none';
comment on column hardal_private.urls.verifier is
'The SCRAM-SHA-256 verifier of its password, for a move to another server; '
'null where it was made before 0.3.0';

comment on type hardal.url is 'A PSQL URL, as hardal.urls returns it';
comment on column hardal.url.name is 'The person or tool that the PSQL URL was given to';
comment on column hardal.url.role is 'The role that logs in, <tenant>__u_<name>';
comment on column hardal.url.scope is 'read, aggregate, write or model';
comment on column hardal.url.state is
'live, suspended (the tenant is suspended), expired or being revoked';
comment on column hardal.url.created_at is 'When the PSQL URL was issued';
comment on column hardal.url.expires_at is 'When its password expires; null means no expiry';
comment on column hardal.url.last_seen_at is
'When maintenance last saw a connection of it; null where it never did';
comment on column hardal.url.connections_now is 'How many connections it has at this moment';
comment on column hardal.url.connections is 'The most connections that it may have at once';
comment on column hardal.url.statement_timeout is
'The statement_timeout that its connections start with, in milliseconds; 0 means none';
