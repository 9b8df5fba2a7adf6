-- Numbers of each tenant, or of one, for people and for monitoring. Cheap on a large store: sizes are the file system's, counts
-- of events and ids PostgreSQL's running estimates (unless exact), the rate that of the newest 1,000 events.
create or replace function hardal_private.stats(only_tenant text default null, exact boolean default false)
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
    marked_days bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
    end if;
    for tenant, horizon, maintained_at, maintenance_failed_at in
        select
            t.name,
            t.horizon,
            m.done_at,
            m.failed_at
        from hardal_private.tenants as t
        left join hardal_private.maintenance as m on t.name = m.tenant
        where only_tenant is null or t.name = only_tenant
        order by t.name
    loop
        continue when to_regclass(format('%I.events', tenant || '__store')) is null; -- being dropped
        select
            (sum(r.estimated_rows) filter (where r.name ~ '^events_[0-9]'))::bigint,
            sum(r.bytes)::bigint,
            coalesce(sum(r.bytes) filter (where r.kind = 'table' and r.of_table ~ '^events_[0-9]'), 0)::bigint,
            coalesce(sum(r.bytes) filter (where r.kind = 'index' and r.of_table ~ '^events_[0-9]'), 0)::bigint,
            count(*) filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}$'),
            min(replace(substr(r.name, 8), '_', '-')) filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}$'),
            max(replace(substr(r.name, 8), '_', '-')) filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}$'),
            (sum(r.estimated_rows) filter (where r.name = 'event_ids'))::bigint,
            (sum(r.bytes) filter (where r.of_table = 'event_ids'))::bigint
        into events, bytes, event_table_bytes, event_index_bytes, partitions, oldest_month, newest_month, ledger_ids, ledger_bytes
        from hardal_private.relation_stats(tenant) as r;
        events := coalesce(events, 0);
        execute format(
            'select min(e.created_at), max(e.created_at) from %1$I.events as e', tenant || '__store'
        ) into oldest_event, newest_event;
        execute format(
            'select round((count(*) / nullif(extract(epoch from $1 - min(n.created_at)), 0))::numeric, 3)
            from (
                select e.created_at
                from %1$I.events as e
                where e.created_at > $1 - interval ''1 day'' and e.created_at <= $1
                order by e.created_at desc
                limit 1000
            ) as n',
            tenant || '__store'
        ) into events_per_second using hardal_private.clock();
        events_per_second := coalesce(events_per_second, 0);
        execute format(
            'select coalesce(sum(c.kept), 0), coalesce(sum(c.bytes), 0), coalesce(sum(c.dropped), 0) from %I.quarantine_changes as c',
            tenant || '__store'
        ) into rejected_events, rejected_bytes, rejected_not_kept;
        execute format(
            'select
                nullif(r.rolled_until, ''-infinity'')::timestamp at time zone ''UTC'',
                (
                    select count(distinct m.starts_on)
                    from %1$I.rollup_marks as m
                    where m.period = ''day'' and m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
                )
            from %1$I.rollups as r
            where r.period = ''day''',
            tenant || '__store'
        ) into rolled_up_until, marked_days;
        -- today is not over, nor is yesterday for two hours (see move_boundary): no lag
        rollup_lag := case
            when oldest_event is not null
                then
                    greatest(
                        date_trunc('day', hardal_private.clock() - interval '2 hours', 'UTC')
                        - greatest(rolled_up_until, date_trunc('day', oldest_event, 'UTC')),
                        '0'
                    )
        end;
        if exact then
            execute format(
                'select (select count(*) from %1$I.events), (select count(*) from %1$I.event_ids)', tenant || '__store'
            ) into events, ledger_ids;
        end if;
        return next;
    end loop;
end
$$;

comment on function hardal_private.stats(text, boolean) is
'Numbers of each tenant, or of one: events and ledger_ids are estimates unless exact, events_per_second is of the last day''s newest 1,000';
