-- Returns the properties of an event name, the most frequent first, with the columns of the typed
-- view that stand for them. PT400 where there is no such event.
create or replace function template__store.property_overview(event_name text)
returns setof hardal.property_overview
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_events numeric;
begin
    perform hardal_helpers.require_events('template', array[property_overview.event_name]);
    select nullif(sum(a.events), 0) into v_events
    from template__store.all_activity as a
    where a.period = 'day' and a.event_name = property_overview.event_name;
    return query
    select
        c.property,
        c.events,
        round(c.events / v_events, 4),
        c.first_seen,
        c.last_seen,
        c.strings,
        c.numbers,
        c.booleans,
        c.objects,
        c.arrays,
        c.nulls,
        c.examples,
        coalesce(v.names, '{}'),
        coalesce(v.types, '{}'),
        c.description
    from template.property_catalog as c
    left join (
        select
            k.property,
            array_agg(k.column_name::text order by k.place) as names,
            array_agg(k.column_type order by k.place) as types
        from template__store.view_columns as k
        where k.event_name = property_overview.event_name
        group by k.property
    ) as v on c.property = v.property
    where c.event_name = property_overview.event_name
    order by c.events desc, c.property collate "C";
end
$$;

comment on function template__store.property_overview(text) is
'Each property of an event name, the most frequent first: in which share of the events it is, its '
'types and its columns; PT400 where there is no such event';
