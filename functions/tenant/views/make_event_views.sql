-- A step of maintenance: makes one typed view, or adds the columns that want_event_views wrote
-- down. It makes one view per transaction. So a view that is being read, or that cannot be
-- replaced, is left for the next round and does not hold up the other views.
create or replace function template__store.make_event_views(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text;
    v_did jsonb;
begin
    if dry then
        return null;
    end if;
    select w.event_name into v_name
    from template__store.wanted_columns as w
    where not w.postponed
    group by w.event_name
    order by max(w.events) desc, w.event_name collate "C"
    limit 1;
    if not found then
        return null;
    end if;
    begin
        perform template__store.make_event_view(v_name);
        return jsonb_build_object('what', 'typed views made', 'object', v_name, 'count', 1);
    exception
        when lock_not_available or deadlock_detected then
            v_did := jsonb_build_object(
                'what', 'postponed', 'object', format('a session reads the view of %s', v_name)
            );
        when others then
            v_did := jsonb_build_object(
                'what', 'failed',
                'object', format('make_event_views: the view of %s: %s', v_name, sqlerrm)
            );
    end;
    update template__store.wanted_columns as w
    set postponed = true
    where w.event_name = v_name;
    return v_did || jsonb_build_object('count', 1, 'more', true);
end
$$;

comment on function template__store.make_event_views(boolean) is
'A step of maintenance: makes the typed view of one event name, or adds columns to it; '
'null where none is wanted';
