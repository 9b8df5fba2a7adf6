-- Returns the keys of a property of an event, for the reports. The property is named as
-- property_catalog names it (context.device.type), or as the column of the typed view
-- (context_device_type). Where both exist, it is the first. It refuses a property that no event of
-- the name has: a misspelt one would make a report of one null.
--
-- Most names are found in the registry of the typed views. For others it looks for one event with
-- the property between since and until, and then into the catalog, which has no property below an
-- array.
--
-- It reads with its caller's rights, and knows only what the caller may read.
create or replace function hardal_helpers.find_property(
    tenant text, event_name text, property text, since timestamptz, until timestamptz
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_query constant text := format('select %I.property_keys($1)', tenant);
    v_keys text[];
    v_column_of text;
    v_held boolean;
    v_known text[];
begin
    execute v_query into v_keys using property;
    if property is null then
        return null;
    end if;
    execute format(
        'select v.property
        from %I.view_columns as v
        where v.event_name = $1 and $2 in (v.property, v.column_name)
        order by v.property = $2 desc
        limit 1',
        tenant
    ) into v_column_of using event_name, property;
    if v_column_of = property then
        return v_keys;
    end if;
    -- a property that has no column (yet): most often the first event has it
    if v_column_of is null then
        execute format(
            'select exists (
                select
                from %I.events as e
                where
                    e.event_name = $1 and e.created_at >= $2 and e.created_at < $3
                    and e.properties #> $4 is not null
            )',
            tenant
        ) into v_held using event_name, since, until, v_keys;
        if v_held then
            return v_keys;
        end if;
    end if;
    execute format(
        'select exists (
            select from %I.property_catalog as c where c.event_name = $1 and c.property = $2
        )',
        tenant
    ) into v_held using event_name, property;
    if v_held then
        return v_keys;
    end if;
    if v_column_of is not null then
        execute v_query into v_keys using v_column_of;
        return v_keys;
    end if;
    execute format(
        'select not exists (select from %I.event_catalog as c where c.event_name = $1)', tenant
    ) into v_held using event_name;
    if v_held then
        return v_keys; -- all events of the name are gone, and their properties with them
    end if;
    execute format(
        'select array(
            select v.property from %1$I.view_columns as v where v.event_name = $1
            union
            select v.column_name from %1$I.view_columns as v where v.event_name = $1
            union
            (select c.property from %1$I.property_catalog as c where c.event_name = $1 limit 500)
        )',
        tenant
    ) into v_known using event_name;
    perform hardal_helpers.require_argument(
        false,
        format(
            'events named %s have no property %s',
            to_jsonb(left(event_name, 80)), to_jsonb(left(property, 80))
        ),
        concat(
            'did you mean ' || to_json(hardal_helpers.nearest(property, v_known))::text || '? ',
            'property_catalog lists all properties'
        )
    );
    return null;
end
$$;

comment on function hardal_helpers.find_property(text, text, text, timestamptz, timestamptz) is
'For the reports: the keys of a property, which is named by its keys or by its column in the typed '
'view; null for null; PT400 where no event of the name has it';
grant execute on function hardal_helpers.find_property(
    text, text, text, timestamptz, timestamptz
) to public;
