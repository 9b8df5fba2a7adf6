-- Returns the partitions that lie before a horizon, oldest first.
create or replace function template__store.expired_partitions(horizon timestamptz)
returns table (partition name, state text, bytes bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        p.partition,
        p.state,
        p.bytes
    from template__store.list_partitions() as p
    where p.partition < to_char(
        expired_partitions.horizon at time zone 'UTC', '"events_"YYYY"_"MM'
    )
    order by p.partition
$$;

comment on function template__store.expired_partitions(timestamptz) is
'Partitions that are older than this horizon, oldest first; '
'the columns are those of list_partitions. None where the horizon is null';
