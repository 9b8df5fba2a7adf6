-- Whether one of these times has no partition yet. On the hot path, so it asks the catalogue's cache by name, and first only
-- whether all months from the earliest to the latest are there, which spares it to look at every time.
-- PL/pgSQL for its cached plan: a SQL function that is not inlined is planned anew for every request.
create or replace function template__store.lacks_partition(times timestamptz[])
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select exists (
            select
            from (select min(t.at) as earliest, max(t.at) as latest from unnest(times) as t (at)) as r
            cross join lateral generate_series(
                date_trunc('month', r.earliest at time zone 'UTC'), r.latest at time zone 'UTC', interval '1 month'
            ) as m (month)
            where to_regclass(to_char(m.month, '"template__store.events_"YYYY"_"MM')) is null
        ) and exists (
            select
            from (
                select distinct date_trunc('month', t.at at time zone 'UTC') as month
                from unnest(times) as t (at)
                where t.at is not null
            ) as m
            where to_regclass(to_char(m.month, '"template__store.events_"YYYY"_"MM')) is null
        )
    );
end
$$;

comment on function template__store.lacks_partition(timestamptz[]) is
'Whether an event of one of these times would find no monthly partition';
