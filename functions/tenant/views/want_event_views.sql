-- A step of maintenance: writes down in wanted_columns which views and columns are missing.
-- make_event_views then makes them, one view per transaction. A view that cannot be made in this
-- round stays written down for the next round. Names and properties that have no room are reported
-- once.
create or replace function template__store.want_event_views(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_names text[];
begin
    if dry then
        v_names := array(
            select w.event_name collate "C"
            from template__store.wanted_columns as w
            union
            select c.event_name
            from template__store.view_candidates() as c
            where c.has_room
            union
            select c.event_name
            from template__store.column_candidates() as c
            where c.has_room
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
    if
        template__store.unseen_since() = '-infinity'
        or exists (select from template__store.counted_days)
    then
        perform template__store.forget_gone_names();
    end if;
    perform template__store.want_views();
    perform template__store.want_columns();
    -- lock_tenant keeps other maintenance away, so no day has been added since the days were read
    delete from template__store.counted_days;
    update template__store.boundary as b
    set looked_at = hardal_private.clock();
    return template__store.newly_without_room();
end
$$;

comment on function template__store.want_event_views(boolean) is
'A step of maintenance: finds new event names and properties, '
'and writes down the views and columns that are missing for them; '
'returns those for which this call found no room, or null';
