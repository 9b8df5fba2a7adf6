-- Reports partitions whose bounds (in UTC) are not the month of their name, partitions that are
-- detached, and partitions with something that may refuse, change or lose their events.
--
-- A month is a partition events_2024_10 of the table events, and has one partition of its own,
-- events_2024_10_rows, which holds the rows (see make_partitions).
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
            n.store || '.' || quote_ident(p.relname) as name,
            p.relkind,
            p.relpersistence,
            p.relrowsecurity,
            p.relispartition,
            -- the table that the partition belongs to, as it is and as its name says
            i.inhparent,
            concat(
                n.store, '.', case when w.is_rows then left(p.relname, -5) else 'events' end
            ) as parent,
            pg_get_expr(p.relpartbound, p.oid) as bounds,
            w.is_rows,
            case when w.is_rows then m.since::date::text else m.since::text end as since,
            case when w.is_rows then m.until::date::text else m.until::text end as until,
            to_regclass(n.store || '.month_pattern') as pattern
        from hardal_private.tenants as t
        cross join lateral (select quote_ident(t.name || '__store') as store) as n
        inner join pg_class as p
            on p.relnamespace = to_regnamespace(n.store)
            and p.relkind in ('r', 'p', 'f')
        left join pg_inherits as i on p.oid = i.inhrelid
        cross join lateral (
            select
                p.relname ~ '_rows$' as is_rows,
                to_timestamp(
                    substring(
                        p.relname from '^events_([0-9]{4}_(?:0[1-9]|1[0-2]))(?:_rows)?$'
                    ),
                    'YYYY_MM'
                ) as month
        ) as w
        cross join lateral (
            select
                w.month as since,
                w.month + interval '1 month' as until
        ) as m
        where p.relispartition or p.relname ~ '^events_[0-9]{4}_[0-9]{2}'
    )

    select (
        'wrong',
        'partition bounds',
        p.name,
        format('it is attached to %s %s', p.inhparent::regclass, p.bounds),
        'retention drops months by their names, and events of that time may find no place',
        'look at what it holds: its events belong into the partition of their month',
        null
    )::hardal_private.finding
    from partitions as p
    where
        p.relispartition
        and (
            p.inhparent is distinct from to_regclass(p.parent)
            or p.bounds is distinct from format('FOR VALUES FROM (%L) TO (%L)', p.since, p.until)
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
                'alter table %s attach partition %s for values from (%L) to (%L)',
                p.parent,
                p.name,
                p.since,
                p.until
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
        where c.conrelid = p.oid and c.contype in ('c', 'f') and c.coninhcount = 0
        union all
        select
            'it has no partition that holds its rows',
            'drop it: hardal-admin maintain, or the next event of its month, makes it again'
        where
            p.relkind = 'p'
            and not exists (select from pg_inherits as r where r.inhparent = p.oid)
    ) as o
    where p.relispartition
    union all
    select (
        'wrong',
        'partition index',
        p.name,
        format('it has no valid index like %s', i.indexrelid::regclass),
        'queries read the whole month, and without a primary key a publication stops erasures',
        format('create the index: its definition is that of %s', i.indexrelid::regclass),
        null
    )::hardal_private.finding
    from partitions as p
    inner join pg_index as i on p.pattern = i.indrelid
    where
        p.is_rows
        and p.relispartition
        and not exists (
            select
            from pg_index as h
            where
                h.indrelid = p.oid
                and h.indisvalid
                and h.indisprimary = i.indisprimary
                and h.indnkeyatts = i.indnkeyatts
                and h.indkey = i.indkey
                and h.indoption = i.indoption
                and (h.indpred is null) = (i.indpred is null)
                and (h.indexprs is null) = (i.indexprs is null)
        )
$$;

comment on function hardal_private.check_partitions() is
'For doctor: partitions whose bounds are not their month, that are detached, '
'that do more than hold events, or that lack an index';
