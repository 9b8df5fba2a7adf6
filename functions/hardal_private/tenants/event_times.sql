-- Returns how old and how new a tenant's events are, and how fast they come. Only the newest 1,000
-- events of the last day count for the rate, so that it is cheap on a large store.
create or replace function hardal_private.event_times(
    tenant text,
    out oldest_event timestamptz,
    out newest_event timestamptz,
    out events_per_second numeric
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'select min(e.created_at), max(e.created_at) from %1$I.events as e', tenant || '__store'
    ) into oldest_event, newest_event;
    execute format(
        'select round(
            (count(*) / nullif(extract(epoch from $1 - min(n.created_at)), 0))::numeric, 3
        )
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
end
$$;

comment on function hardal_private.event_times(text) is
'Returns created_at of a tenant''s oldest and newest event (null where it has none), '
'and the events per second of the newest 1,000 of the last day';
