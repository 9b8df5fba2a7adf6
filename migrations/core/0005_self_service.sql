-- 0.3.0: PSQL URLs and keys are made over HTTP too.
alter table hardal_private.urls
add column verifier text;

alter table hardal_private.tenants
add column max_urls int
constraint "a tenant may have 0 to 10000 PSQL URLs" check (max_urls between 0 and 10000);

-- finds a verifier that was used before
create index audit_log_verifier on hardal_private.audit_log (tenant, (details ->> 'verifier'))
where details ? 'verifier';

-- tenant_limits got max_urls, and revoke_url_begin returns a number; sync_login does what
-- apply_role_settings did
drop function if exists hardal_private.tenant_limits(text);
drop function if exists hardal_private.revoke_url_begin(text, text);
drop function if exists hardal_private.apply_role_settings(name);

-- The types that hardal.urls and hardal.keys return. Names and types are a promise to clients.
create type hardal.url as (
    name text,
    role text,
    scope text,
    state text,
    created_at timestamptz,
    expires_at timestamptz,
    last_seen_at timestamptz,
    connections_now bigint,
    connections bigint,
    statement_timeout bigint
);

create type hardal.credential as (
    kind text,
    name text,
    scope text,
    state text,
    created_at timestamptz,
    expires_at timestamptz,
    used_at timestamptz
);
