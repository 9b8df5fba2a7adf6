-- Whether one of these times has no partition yet. On the hot path, so it asks the catalogue's cache by name.
create or replace function template__store.lacks_partition(times timestamptz[])
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from (
            select distinct date_trunc('month', t.at at time zone 'UTC') as month
            from unnest(times) as t (at)
            where t.at is not null
        ) as m
        where to_regclass(to_char(m.month, '"template__store.events_"YYYY"_"MM')) is null
    )
$$;

comment on function template__store.lacks_partition(timestamptz[]) is
'Whether an event of one of these times would find no monthly partition';
