-- Lets a request with a token or a key go on: refuses it where its tenant is suspended or its body
-- is compressed, bounds its time, and records the use.
-- A key gets the claims that a token of its tenant and scope would have, so that nothing behind
-- this function needs to know which of both was sent.
create or replace function hardal_private.admit_credential(token hardal_private.tokens)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (
        select from hardal_private.tenants as t
        where t.name = token.tenant and t.suspended_at is not null
    ) then
        perform hardal_private.refuse_request(
            403, format('the tenant %s is suspended', token.tenant), null,
            'ask whoever runs this server; its data is kept'
        );
    end if;
    -- PostgREST passes the bytes of a compressed body on, as if they were JSON or NDJSON. The
    -- header is rare, so it is read only where there is one.
    if current_setting('request.headers', true) like '%"content-encoding"%' then
        perform hardal_private.refuse_encoding(hardal_private.content_encoding());
    end if;
    perform hardal_private.admit_request(token.tenant, token.scope);
    if
        token.scope = 'ingest'
        and (token.used_at is null or token.used_at < date_trunc('hour', now()))
        and current_setting('transaction_read_only') = 'off'
    then
        perform hardal_private.record_token_use(token.jti);
    end if;
    -- current_tenant reads it
    perform set_config('hardal.tenant', token.tenant, true);
    if token.digest is not null then
        perform set_config(
            'request.jwt.claims',
            jsonb_build_object(
                'role', 'hardal_' || token.scope, 'tenant', token.tenant, 'jti', token.jti
            )::text,
            true
        );
    end if;
end
$$;

comment on function hardal_private.admit_credential(hardal_private.tokens) is
'Admits a request with this token or key, and sets the claims of a key; 403 for a suspended '
'tenant, 415 for a compressed body, 429 where too many requests run';
