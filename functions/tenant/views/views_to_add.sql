-- Returns the event names that get a typed view in this round: new names, the most frequent first,
-- as far as there is room (views_left), and names whose view somebody has dropped.
create or replace function template__store.views_to_add()
returns table (event_name text, events bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select n.event_name, n.events
    from (
        select
            s.event_name,
            sum(s.events)::bigint as events,
            row_number() over (order by sum(s.events) desc, s.event_name asc) as turn
        from template__store.seen_names() as s
        where
            not exists (
                select from template__store.event_views as v where v.event_name = s.event_name
            )
            and not exists (
                select from template__store.wanted_columns as w where w.event_name = s.event_name
            )
        group by s.event_name
    ) as n
    where n.turn <= template__store.views_left()
    union all
    select v.event_name, 0
    from template__store.event_views as v
    where to_regclass(format('template.%I', v.view_name)) is null
$$;

comment on function template__store.views_to_add() is
'Returns the event names that should get a typed view, and how many events were seen';
