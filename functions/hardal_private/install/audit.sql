-- Writes an entry into the audit log. hardal calls this function for every change of a tenant, a
-- token or a PSQL URL, and for actions on a tenant's data other than ingest, such as an import, a
-- replay, an erasure or a month that retention drops.
--
-- Over HTTP the login is PostgREST's. Then the details name the key or token, as "by".
create or replace function hardal_private.audit(
    action text, tenant text, object text default null, details jsonb default '{}'
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    with written as (
        insert into hardal_private.audit_log (action, tenant, object, details)
        values (
            audit.action,
            audit.tenant,
            audit.object,
            audit.details || hardal_private.audit_by()
        )
        returning audit_log
    )

    insert into hardal_private.audit_digests (entry, digest)
    select (w.audit_log).entry, hardal_private.audit_digest(w.audit_log)
    from written as w;
end
$$;

comment on function hardal_private.audit(text, text, text, jsonb) is
'Records an action of the login (session_user) in the same transaction as the change: neither is '
'stored without the other';
