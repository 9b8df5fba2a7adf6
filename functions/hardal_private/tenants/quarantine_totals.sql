-- Returns how full a tenant's quarantine is. No rejected event is counted: the quarantine keeps a
-- running sum of its own.
create or replace function hardal_private.quarantine_totals(
    tenant text,
    out rejected_events bigint,
    out rejected_bytes bigint,
    out rejected_not_kept bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'select coalesce(sum(c.kept), 0), coalesce(sum(c.bytes), 0), coalesce(sum(c.dropped), 0)
        from %I.quarantine_changes as c',
        tenant || '__store'
    ) into rejected_events, rejected_bytes, rejected_not_kept;
end
$$;

comment on function hardal_private.quarantine_totals(text) is
'Returns how many rejected events a tenant''s quarantine holds, their bytes, '
'and how many were not kept because it was full';
