-- Reports maintenance that fails or that nobody runs, and partitions that it should have made.
create or replace function hardal_private.check_maintenance()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'maintenance',
        format('tenant %s', t.name),
        case
            when m.failed_at is not null
                then format('its maintenance failed at %s: %s', m.failed_at, m.failure)
            when m.done_at is null then 'it was never maintained'
            else format('it was last maintained at %s', m.done_at)
        end,
        'months of events are made by who needs them first, '
        'and what retention has outlived is kept',
        'hardal-admin maintain --every 60s, as a service; or pg_cron',
        null
    )::hardal_private.finding
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    where
        m.failed_at is not null
        or coalesce(m.done_at, t.created_at) < hardal_private.clock() - interval '1 day'
    union all
    select (
        'wrong',
        'partition ahead',
        n.partition,
        'it is not there yet, and needed within a week',
        'the first events of the month wait until it is made, '
        'and BI sessions that run may not see it',
        'hardal-admin maintain',
        s.statement || '; set role none'
    )::hardal_private.finding
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    cross join lateral (
        select format(
            '%I.%s',
            t.name || '__store',
            to_char(
                hardal_private.clock() at time zone 'UTC' + interval '7 days',
                '"events_"YYYY"_"MM'
            )
        ) as partition
    ) as n
    cross join lateral (
        select format(
            'set role hardal_owner; '
            'select %I.make_partitions(array[hardal_private.clock() + interval ''7 days''])',
            t.name || '__store'
        ) as statement
    ) as s
    where
        to_regclass(n.partition) is null
        -- nothing is reported on the first day of a tenant
        and (m.done_at is not null or t.created_at < hardal_private.clock() - interval '1 day')
        and exists (
            select
            from pg_inherits as i
            where i.inhparent = to_regclass(format('%I.events', t.name || '__store'))
        )
$$;

comment on function hardal_private.check_maintenance() is
'For doctor: tenants whose maintenance fails or was last done more than a day ago, '
'and a next month without its partition';
