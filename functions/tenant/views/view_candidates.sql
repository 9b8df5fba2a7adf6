-- Returns the event names that should have a typed view and have none, and whether there is room
-- for it: for the most frequent first, as far as they have as many events as their place needs
-- (events_needed). A view that a DBA has dropped is left out. A view that somebody has dropped
-- without hardal is made again.
create or replace function template__store.view_candidates()
returns table (event_name text, events bigint, has_room boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with seen as (
        select s.event_name, sum(s.events)::bigint as events
        from template__store.seen_names() as s
        group by s.event_name
    ),

    without_view as (
        select
            coalesce(s.event_name, n.event_name) as event_name,
            -- where all events were compared, what was counted before is out of date
            case
                when s.event_name is not null and template__store.unseen_since() = '-infinity'
                    then s.events
                else greatest(s.events, n.events)
            end as events
        from seen as s
        full join template__store.names_without_view as n on s.event_name = n.event_name
        where n.dropped is not true
    ),

    ranked as (
        select
            n.event_name,
            n.events,
            row_number() over (order by n.events desc, n.event_name collate "C") as turn
        from without_view as n
        where
            not exists (
                select from template__store.event_views as v where v.event_name = n.event_name
            )
            and not exists (
                select from template__store.wanted_columns as w where w.event_name = n.event_name
            )
    )

    select
        r.event_name,
        r.events,
        coalesce(
            r.events >= hardal_private.events_needed(
                (select template__store.views_left()) - r.turn + 1, hardal_private.view_places()
            ),
            false
        )
    from ranked as r
    union all
    select v.event_name, 0, true
    from template__store.event_views as v
    where to_regclass(format('template.%I', v.view_name)) is null
$$;

comment on function template__store.view_candidates() is
'Returns the event names that should get a typed view, how many events were seen, '
'and whether there is room for the view';
