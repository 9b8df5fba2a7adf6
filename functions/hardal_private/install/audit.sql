-- One line of the audit log. Called by whatever changes a tenant, a token, a PSQL URL or what a tenant holds.
create or replace function hardal_private.audit(
    action text, tenant text, object text default null, details jsonb default '{}'
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into hardal_private.audit_log (action, tenant, object, details)
    values (audit.action, audit.tenant, audit.object, audit.details);
end
$$;

comment on function hardal_private.audit(text, text, text, jsonb) is
'Writes down what the session''s login did; in the same transaction, so that neither is without the other';
