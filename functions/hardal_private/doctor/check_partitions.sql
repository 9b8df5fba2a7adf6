-- Reports partitions whose bounds (in UTC) are not the month of their name, partitions that are
-- detached, and partitions with something that may refuse, change or lose their events.
create or replace function hardal_private.check_partitions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
    with partitions as materialized (
        select
            p.oid,
            p.relname,
            p.relnamespace::regnamespace || '.' || quote_ident(p.relname) as name,
            p.relkind,
            p.relpersistence,
            p.relrowsecurity,
            p.relispartition,
            pg_get_expr(p.relpartbound, p.oid) as bounds,
            case
                when p.relname ~ '^events_[0-9]{4}_(0[1-9]|1[0-2])$'
                    then to_timestamp(substring(p.relname from 8), 'YYYY_MM')
            end as month
        from hardal_private.tenants as t
        inner join pg_class as p
            on p.relnamespace = to_regnamespace(t.name || '__store')
            and p.relkind in ('r', 'p', 'f')
        where p.relispartition or p.relname ~ '^events_[0-9]{4}_[0-9]{2}'
    )

    select (
        'wrong',
        'partition bounds',
        p.name,
        format('it is attached %s', p.bounds),
        'retention drops months by their names, and events of that time may find no place',
        'look at what it holds: its events belong into the partition of their month',
        null
    )::hardal_private.finding
    from partitions as p
    where
        p.relispartition
        and p.bounds is distinct from format(
            'FOR VALUES FROM (%L) TO (%L)', p.month, p.month + interval '1 month'
        )
    union all
    select (
        'wrong',
        'detached partition',
        p.name,
        'it is not attached',
        'its events are not read, and those of its month that come in are refused, '
        'or stored a second time',
        coalesce(
            format(
                'set role hardal_owner; '
                'alter table %s.events attach partition %s for values from (%L) to (%L)',
                split_part(p.name, '.', 1),
                p.name,
                p.month,
                p.month + interval '1 month'
            ),
            'look at what it holds: its events belong into the partition of their month'
        ) || '; or, where retention was dropping it, hardal-admin maintain',
        null
    )::hardal_private.finding
    from partitions as p
    where not p.relispartition
    union all
    select (
        'wrong',
        'partition',
        p.name,
        o.problem,
        'what is accepted into it may be refused, changed or lost',
        o.mend,
        null
    )::hardal_private.finding
    from partitions as p
    cross join lateral (
        select
            'it is unlogged: a crash of the server empties it' as problem,
            format('alter table %s set logged', p.name) as mend
        where p.relpersistence <> 'p'
        union all
        select
            'row security is on',
            format(
                'look at its policies; where they are not meant: '
                'alter table %s disable row level security',
                p.name
            )
        where p.relrowsecurity
        union all
        select
            format('it has a trigger of its own, %I', g.tgname),
            'look at it, and ask who has made it, and why: hardal has not'
        from pg_trigger as g
        where g.tgrelid = p.oid and not g.tgisinternal
        union all
        select
            format('it has a rule, %I', r.rulename),
            'look at it, and ask who has made it, and why: hardal has not'
        from pg_rewrite as r
        where r.ev_class = p.oid
        union all
        select
            format('it has a constraint of its own, %I', c.conname),
            'look at it, and ask who has made it, and why: hardal has not'
        from pg_constraint as c
        where
            c.conrelid = p.oid
            and c.contype in ('c', 'f')
            and c.coninhcount = 0
            and c.conname <> 'event_date is in the month of the partition'
    ) as o
    where p.relispartition
$$;

comment on function hardal_private.check_partitions() is
'For doctor: partitions whose bounds are not their month, that are detached, '
'or that do more than hold events';
