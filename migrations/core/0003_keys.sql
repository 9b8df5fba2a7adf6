-- Keys: secrets that stand in the registry of tokens by their digests. A token is signed instead.
alter table hardal_private.tokens
alter column key_id drop not null,
add column digest bytea,
drop constraint "a token's scope is ingest or read",
add constraint "a scope is ingest, read, aggregate or manage" check (
    scope in ('ingest', 'read', 'aggregate', 'manage')
),
add constraint "a token has a signing key, a key has a digest" check (
    (key_id is null) <> (digest is null)
),
add constraint "a token's scope is ingest or read" check (
    digest is not null or scope in ('ingest', 'read')
);

create unique index tokens_digest on hardal_private.tokens (digest);
