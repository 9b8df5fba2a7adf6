-- Returns how much a tenant uses, for hardal.usage: its events and rejected events of each of the
-- last days, its disk, its quarantine and its last round of maintenance. Sizes come from the file
-- system, and the number of events is PostgreSQL's running estimate, so that it is cheap.
create or replace function hardal_private.usage(tenant text, days int)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_days jsonb;
    v_rejected_share numeric;
    v_bytes jsonb;
    v_usage jsonb;
begin
    execute format(
        'select
            jsonb_agg(
                jsonb_build_object(''day'', d.day, ''events'', d.events, ''rejected'', d.rejected)
                order by d.day
            ),
            round(sum(d.rejected) / nullif(sum(d.events) + sum(d.rejected), 0), 4)
        from %I.daily_totals($1) as d',
        tenant || '__store'
    ) into v_days, v_rejected_share using days;
    select
        jsonb_build_object('total', sum(r.bytes)) || jsonb_object_agg(r.part, r.bytes)
    into v_bytes
    from (
        select p.part, coalesce(sum(s.bytes), 0)::bigint as bytes
        from (
            values ('events'), ('event_indexes'), ('ledger'), ('quarantine'), ('rollups'), ('other')
        ) as p (part)
        left join (
            select
                r.bytes,
                case
                    when r.of_table ~ '^events_[0-9]' and r.kind = 'index' then 'event_indexes'
                    when r.of_table ~ '^events_[0-9]' then 'events'
                    when r.of_table = 'event_ids' then 'ledger'
                    when r.of_table in ('rejected_events', 'quarantine_changes') then 'quarantine'
                    when
                        r.of_table in (
                            'activity', 'property_counts', 'metric_counts', 'client_months',
                            'rollups', 'rollup_marks'
                        )
                        then 'rollups'
                    else 'other'
                end as part
            from hardal_private.relation_stats(usage.tenant) as r
        ) as s on p.part = s.part
        group by p.part
    ) as r;
    select
        jsonb_build_object(
            'days', v_days,
            'rejected_share', v_rejected_share,
            'events', s.events,
            'partitions', s.partitions,
            'oldest_month', s.oldest_month,
            'newest_month', s.newest_month,
            'bytes', v_bytes,
            'quarantine', jsonb_build_object(
                'events', q.rejected_events,
                'bytes', q.rejected_bytes,
                'not_kept', q.rejected_not_kept,
                'max_events', l.quarantine_rows,
                'max_bytes', l.quarantine_bytes,
                'max_days', l.quarantine_days
            ),
            'retention', jsonb_build_object('months', l.retention_months, 'horizon', t.horizon),
            'maintenance', jsonb_build_object(
                'done_at', m.done_at,
                'failed_at', m.failed_at,
                'failure', m.failure,
                'rolled_up_until', p.rolled_up_until
            )
        )
    into v_usage
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    cross join lateral hardal_private.tenant_limits(t.name) as l
    cross join lateral hardal_private.store_sizes(t.name) as s
    cross join lateral hardal_private.quarantine_totals(t.name) as q
    cross join lateral hardal_private.rollup_progress(t.name) as p
    where t.name = usage.tenant;
    return v_usage;
end
$$;

comment on function hardal_private.usage(text, int) is
'Returns a tenant''s events and rejected events of the last days, its sizes in bytes, its '
'quarantine, its retention and its last maintenance';
