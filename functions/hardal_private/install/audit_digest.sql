-- Returns the digest of an entry of the audit log. doctor compares it with the one that was noted
-- when the entry was written.
create or replace function hardal_private.audit_digest(line hardal_private.audit_log)
returns bytea
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select sha256(
        convert_to(
            jsonb_build_array(
                line.entry,
                line.at,
                line.actor,
                line.action,
                line.tenant,
                line.object,
                line.details
            )::text,
            'UTF8'
        )
    )
$$;

comment on function hardal_private.audit_digest(hardal_private.audit_log) is
'Returns the SHA-256 of all that an entry of the audit log says';
