-- A partition holds the month that its name says: by its bounds, in UTC.
create or replace function hardal_private.check_partitions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
    select ('wrong', 'partition bounds', format('%s.%I', p.relnamespace::regnamespace, p.relname),
        format('it is attached %s', pg_get_expr(p.relpartbound, p.oid)),
        'retention drops months by their names, and events of that time may find no place',
        'make its month''s partition, move its events there, and drop it', null)::hardal_private.finding
    from hardal_private.tenants as t
    inner join pg_inherits as i on i.inhparent = to_regclass(format('%I.events', t.name || '__store'))
    inner join pg_class as p on i.inhrelid = p.oid
    where
        p.relname !~ '^events_[0-9]{4}_(0[1-9]|1[0-2])$'
        or pg_get_expr(p.relpartbound, p.oid) <> (
            select format('FOR VALUES FROM (%L) TO (%L)', m.month, m.month + interval '1 month')
            from (values (to_timestamp(substring(p.relname from 8), 'YYYY_MM'))) as m (month)
        )
$$;

comment on function hardal_private.check_partitions() is 'For doctor: partitions whose bounds are not the month of their name';
