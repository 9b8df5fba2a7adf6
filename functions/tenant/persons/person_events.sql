-- Returns all events of a person, partition by partition. Partitions that are about to be dropped
-- are read too, because they still hold events.
create or replace function template__store.person_events(
    client_ids text[], request_id text, properties jsonb
)
returns setof template__store.events
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partition name;
begin
    for v_partition in select p.partition from template__store.list_partitions() as p loop
        return query execute format(
            'select
                e.id, e.created_at, e.received_at, e.event_name, e.hardal_server_request_id,
                e.client_id, e.properties
            from template__store.%I as e
            where hardal_private.matches_person(
                e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3
            )
            order by e.created_at, e.id',
            v_partition
        )
        using client_ids, request_id, properties;
    end loop;
end
$$;

comment on function template__store.person_events(text[], text, jsonb) is
'All events with one of these client ids, this request id and these properties, oldest first; '
'a null is not compared';
