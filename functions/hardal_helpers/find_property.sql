-- Returns the keys of a property of events, for the reports. The property is named as
-- property_catalog names it (context.device.type), or as the column of the typed view
-- (context_device_type). Where both exist, it is the first. event_names are the events that may
-- have it; null is any event.
--
-- It refuses a property that none of these events has: a misspelt one would make a report of one
-- null. It refuses a column that is of different properties in different events, too.
--
-- Most names are found in the registry of the typed views. For others it looks for one event with
-- the property between since and until, and then into the catalog, which has no property below an
-- array. Among any events it looks into the catalog alone.
--
-- It reads with its caller's rights, and knows only what the caller may read.
create or replace function hardal_helpers.find_property(
    tenant text, event_names text[], property text, since timestamptz, until timestamptz
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_query constant text := format('select %I.property_keys($1)', tenant);
    v_keys text[];
    v_columns_of text[];
    v_held boolean := false;
    v_known text[];
begin
    execute v_query into v_keys using property;
    if property is null then
        return null;
    end if;
    execute format(
        'select array(
            select distinct v.property
            from %I.view_columns as v
            where ($1 is null or v.event_name = any ($1)) and $2 in (v.property, v.column_name)
            order by v.property
        )',
        tenant
    ) into v_columns_of using event_names, property;
    if property = any (v_columns_of) then
        return v_keys;
    end if;
    -- a property that has no column (yet): most often the first event has it
    if v_columns_of = '{}' and event_names is not null then
        execute format(
            'select exists (
                select
                from %I.events as e
                where
                    e.event_name = any ($1) and e.created_at >= $2 and e.created_at < $3
                    and e.properties #> $4 is not null
            )',
            tenant
        ) into v_held using event_names, since, until, v_keys;
        if v_held then
            return v_keys;
        end if;
    end if;
    execute format(
        'select exists (
            select
            from %I.property_catalog as c
            where ($1 is null or c.event_name = any ($1)) and c.property = $2
        )',
        tenant
    ) into v_held using event_names, property;
    if v_held then
        return v_keys;
    end if;
    if v_columns_of <> '{}' then
        perform hardal_helpers.require_argument(
            cardinality(v_columns_of) = 1,
            format(
                'the column %s is of several properties: %s',
                to_jsonb(left(property, 80)), array_to_json(v_columns_of[:5])
            ),
            'name the property itself, or ask for events of which only one has it'
        );
        execute v_query into v_keys using v_columns_of[1];
        return v_keys;
    end if;
    execute format(
        'select not exists (
            select from %I.event_catalog as c where $1 is null or c.event_name = any ($1)
        )',
        tenant
    ) into v_held using event_names;
    if v_held then
        return v_keys; -- all events of the names are gone, and their properties with them
    end if;
    execute format(
        'select array(
            select v.property
            from %1$I.view_columns as v
            where $1 is null or v.event_name = any ($1)
            union
            select v.column_name
            from %1$I.view_columns as v
            where $1 is null or v.event_name = any ($1)
            union
            (
                select c.property
                from %1$I.property_catalog as c
                where $1 is null or c.event_name = any ($1)
                limit 500
            )
        )',
        tenant
    ) into v_known using event_names;
    perform hardal_helpers.require_argument(
        false,
        case
            when cardinality(event_names) = 1 then format(
                'events named %s have no property %s',
                to_jsonb(left(event_names[1], 80)), to_jsonb(left(property, 80))
            )
            when event_names is null
                then format('no event has a property %s', to_jsonb(left(property, 80)))
            else format('none of these events has a property %s', to_jsonb(left(property, 80)))
        end,
        concat(
            'did you mean ' || to_json(hardal_helpers.nearest(property, v_known))::text || '? ',
            'property_catalog lists all properties'
        )
    );
    return null;
end
$$;

comment on function hardal_helpers.find_property(text, text[], text, timestamptz, timestamptz) is
'For the reports: the keys of a property, which is named by its keys or by its column in the typed '
'view; null for null; PT400 where none of the events has it; null event_names are any event';
grant execute on function hardal_helpers.find_property(
    text, text[], text, timestamptz, timestamptz
) to public;
