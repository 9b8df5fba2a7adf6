-- Returns the event with an id. The ledger knows its time, so that one month is read.
create or replace function template__store.find_event(id uuid)
returns setof hardal.event
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_created_at timestamptz;
begin
    select l.created_at into v_created_at
    from template__store.event_ids as l
    where l.id = find_event.id;
    return query
    select
        e.id,
        e.event_name,
        e.hardal_server_request_id,
        e.client_id,
        e.properties,
        e.created_at,
        e.received_at,
        (e.created_at at time zone 'UTC')::date
    from template__store.events as e
    where e.created_at = v_created_at and e.id = find_event.id;
end
$$;

comment on function template__store.find_event(uuid) is
'The event with this id; no row where there is none';
