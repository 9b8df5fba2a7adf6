-- Makes the successor of a key. The old key goes on for the overlap, so that the backend has time
-- to change over.
create or replace function hardal_private.rotate_key(
    tenant text,
    name text,
    expires_at timestamptz,
    overlap interval,
    out key text,
    out jti uuid,
    out scope text
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    scope := hardal_private.end_credential(tenant, name, true, overlap);
    select i.key, i.jti into key, jti
    from hardal_private.issue_key(tenant, name, scope, expires_at) as i;
    perform hardal_private.audit(
        'key.rotate', tenant, name, jsonb_build_object('overlap', overlap, 'jti', jti)
    );
end
$$;

comment on function hardal_private.rotate_key(text, text, timestamptz, interval) is
'Makes a key in place of the key of this name, which ends after the overlap; '
'returns the new key, its jti and scope; HD404 where there is no such tenant or key; '
'HD400 and HD409 as issue_key';
