-- Comments on tokens and the signing keys that sign them.
comment on table hardal_private.signing_keys is
'Signing keys that tokens were signed with, by their ids; PostgREST has the secrets themselves';
comment on column hardal_private.signing_keys.id is
'A name that does not reveal the signing key: the header kid of its tokens';
comment on column hardal_private.signing_keys.created_at is
'When the signing key was registered: with its first token, or when it was retired';
comment on column hardal_private.signing_keys.retires_at is
'When its tokens end at the latest; null while the signing key signs';

comment on table hardal_private.tokens is
'Tokens and keys that were issued; a token or key without a live row here is refused';
comment on column hardal_private.tokens.jti is 'The token''s id, its claim jti';
comment on column hardal_private.tokens.tenant is
'The tenant that the token speaks for, its claim tenant';
comment on column hardal_private.tokens.name is
'The name that people use; unique among the tenant''s tokens that are not revoked';
comment on column hardal_private.tokens.scope is
'ingest or read, for a key also aggregate or manage; the role over HTTP is hardal_<scope>';
comment on column hardal_private.tokens.key_id is
'The id of the signing key that signed the token, its header kid; null for a key';
comment on column hardal_private.tokens.digest is 'The SHA-256 of a key; null for a token';
comment on column hardal_private.tokens.created_at is 'When the token was issued';
comment on column hardal_private.tokens.expires_at is 'When the token expires, its claim exp';
comment on column hardal_private.tokens.revoked_at is
'From when on the token is refused; a rotation sets a time in the future; '
'null while nobody has revoked it';
comment on column hardal_private.tokens.used_at is
'The hour in which an ingest token was last used; '
'null where it was never used, and for read tokens';

comment on type hardal.credential is 'A key or a token, as hardal.keys returns it';
comment on column hardal.credential.kind is 'key or token';
comment on column hardal.credential.name is 'The name that people use';
comment on column hardal.credential.scope is
'ingest or read, for a key also aggregate or manage';
comment on column hardal.credential.state is
'live, ending (a rotation left it running for a while) or expired';
comment on column hardal.credential.created_at is 'When it was issued';
comment on column hardal.credential.expires_at is 'When it ends';
comment on column hardal.credential.used_at is
'The hour in which it last sent events; null where it never did, and for other scopes than ingest';
