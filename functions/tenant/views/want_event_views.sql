-- A step of maintenance: writes down which columns, and which views, are to be made. make_event_views makes them, one view a
-- transaction; what it cannot make in this round stays written down.
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
            from template__store.missing_columns() as m
            order by 1
        );
        return case
            when v_names <> '{}'
                then jsonb_build_object('what', 'typed views made', 'object', array_to_string(v_names, ', '), 'count', cardinality(v_names))
        end;
    end if;
    update template__store.wanted_columns as w
    set postponed = false
    where w.postponed;
    insert into template__store.wanted_columns (event_name, property, column_type, events)
    select
        m.event_name,
        m.property,
        m.column_type,
        m.events
    from template__store.missing_columns() as m
    on conflict do nothing;
    -- one at a time maintains a tenant: no day has come since
    delete from template__store.counted_days;
    update template__store.boundary as b
    set looked_at = v_now;
    return null;
end
$$;

comment on function template__store.want_event_views(boolean) is
'A step of maintenance: looks for new events and properties, and writes down the columns that typed views are to get';
