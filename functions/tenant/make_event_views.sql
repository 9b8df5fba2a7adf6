-- A step of maintenance: each event name gets its typed view, and each property its column, as they are seen. A view that
-- somebody holds is left for the next round, and keeps no other waiting.
create or replace function template__store.make_event_views(dry boolean, thorough boolean default false)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_wanted record;
    v_made text[] := array[]::text[];
    v_held text[] := array[]::text[];
begin
    for v_wanted in
        select
            w.event_name,
            array_agg(w.path order by w.turn) as paths,
            array_agg(w.column_type order by w.turn) as column_types,
            array_agg(w.pinned_name order by w.turn) as pinned_names
        from template__store.wanted_columns(thorough) as w
        group by w.event_name
        order by w.event_name
    loop
        begin
            if not dry then
                perform template__store.make_event_view(
                    v_wanted.event_name, v_wanted.paths, v_wanted.column_types, v_wanted.pinned_names
                );
            end if;
            v_made := v_made || v_wanted.event_name;
        exception when lock_not_available or deadlock_detected then
            v_held := v_held || v_wanted.event_name;
        end;
    end loop;
    return case
        when v_held <> '{}'
            then jsonb_build_object('what', 'postponed', 'object', 'a session reads the views of ' || array_to_string(v_held, ', '), 'count', cardinality(v_held))
        when v_made <> '{}'
            then jsonb_build_object('what', 'views of events made', 'object', array_to_string(v_made, ', '), 'count', cardinality(v_made))
    end;
end
$$;

comment on function template__store.make_event_views(boolean, boolean) is
'A step of maintenance: makes typed views, and adds columns to them; looks at all events where thorough; null where there is nothing to do';
