-- Returns the figures of each tenant, or of one, for hardal-admin stats and for monitoring. It is
-- cheap on a large store: sizes come from the file system, and the numbers of events and ids are
-- PostgreSQL's running estimates, unless exact is true. Runs with the owner's rights, so that
-- hardal_monitor needs no right on a tenant's data.
create or replace function hardal_private.stats(
    only_tenant text default null, exact boolean default false
)
returns table (
    tenant text,
    events bigint,
    events_per_second numeric,
    bytes bigint,
    event_table_bytes bigint,
    event_index_bytes bigint,
    partitions bigint,
    oldest_month text,
    newest_month text,
    oldest_event timestamptz,
    newest_event timestamptz,
    ledger_ids bigint,
    ledger_bytes bigint,
    rejected_events bigint,
    rejected_bytes bigint,
    rejected_not_kept bigint,
    horizon timestamptz,
    maintained_at timestamptz,
    maintenance_failed_at timestamptz,
    rolled_up_until timestamptz,
    rollup_lag interval,
    marked_days bigint,
    names_without_view bigint,
    properties_without_column bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
    end if;
    for tenant, horizon, maintained_at, maintenance_failed_at in
        select t.name, t.horizon, m.done_at, m.failed_at
        from hardal_private.tenants as t
        left join hardal_private.maintenance as m on t.name = m.tenant
        where only_tenant is null or t.name = only_tenant
        order by t.name
    loop
        -- a tenant that is being dropped may have no table of events any more
        continue when to_regclass(format('%I.events', tenant || '__store')) is null;
        select
            s.events, s.bytes, s.event_table_bytes, s.event_index_bytes, s.partitions,
            s.oldest_month, s.newest_month, s.ledger_ids, s.ledger_bytes
        into
            events, bytes, event_table_bytes, event_index_bytes, partitions,
            oldest_month, newest_month, ledger_ids, ledger_bytes
        from hardal_private.store_sizes(tenant) as s;
        select e.oldest_event, e.newest_event, e.events_per_second
        into oldest_event, newest_event, events_per_second
        from hardal_private.event_times(tenant) as e;
        select q.rejected_events, q.rejected_bytes, q.rejected_not_kept
        into rejected_events, rejected_bytes, rejected_not_kept
        from hardal_private.quarantine_totals(tenant) as q;
        select p.rolled_up_until, p.marked_days
        into rolled_up_until, marked_days
        from hardal_private.rollup_progress(tenant) as p;
        select r.names_without_view, r.properties_without_column
        into names_without_view, properties_without_column
        from hardal_private.room_totals(tenant) as r;
        -- Today is not over, and yesterday counts as running until 02:00 UTC (see move_boundary):
        -- neither is a lag.
        rollup_lag := case
            when oldest_event is not null
                then greatest(
                    date_trunc('day', hardal_private.clock() - interval '2 hours', 'UTC')
                    - greatest(rolled_up_until, date_trunc('day', oldest_event, 'UTC')),
                    '0'
                )
        end;
        if exact then
            execute format(
                'select (select count(*) from %1$I.events), (select count(*) from %1$I.event_ids)',
                tenant || '__store'
            ) into events, ledger_ids;
        end if;
        return next;
    end loop;
end
$$;

comment on function hardal_private.stats(text, boolean) is
'Returns numbers of each tenant, or of one; events and ledger_ids are estimates unless exact; '
'events_per_second is of the last day''s newest 1,000 events; '
'HD404 where only_tenant does not exist';
