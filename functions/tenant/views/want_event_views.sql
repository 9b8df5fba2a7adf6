-- A step of maintenance: writes down in wanted_columns which views and columns are missing.
-- make_event_views then makes them, one view per transaction. A view that cannot be made in this
-- round stays written down for the next round.
create or replace function template__store.want_event_views(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_now timestamptz := hardal_private.clock();
    v_names text[];
begin
    if dry then
        v_names := array(
            select w.event_name
            from template__store.wanted_columns as w
            union
            select m.event_name
            from template__store.views_to_add() as m
            union
            select m.event_name
            from template__store.columns_to_add() as m
            order by 1
        );
        return case
            when v_names <> '{}' then jsonb_build_object(
                'what', 'typed views made',
                'object', array_to_string(v_names, ', '),
                'count', cardinality(v_names)
            )
        end;
    end if;
    update template__store.wanted_columns as w
    set postponed = false
    where w.postponed;
    insert into template__store.wanted_columns (event_name, events)
    select m.event_name, m.events
    from template__store.views_to_add() as m
    on conflict do nothing;
    insert into template__store.wanted_columns (event_name, property, column_type, events)
    select m.event_name, m.property, m.column_type, m.events
    from template__store.columns_to_add() as m
    on conflict do nothing;
    -- lock_tenant keeps other maintenance away, so no day has been added since the days were read
    delete from template__store.counted_days;
    update template__store.boundary as b
    set looked_at = v_now;
    return null;
end
$$;

comment on function template__store.want_event_views(boolean) is
'A step of maintenance: finds new event names and properties, '
'and writes down the views and columns that are missing for them';
