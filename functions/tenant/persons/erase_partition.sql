-- Erases a person from one partition. Each erased event leaves a tombstone in the ledger: its id,
-- without time and digest.
--
-- The tombstones are written in the order of ids, as ingest writes the ledger, so that the two do
-- not deadlock. The periods of the erased events are marked, as ingest marks the periods of late
-- events.
create or replace function template__store.erase_partition(
    partition name, client_ids text[], request_id text, properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- all changes are made by dynamic SQL: @plpgsql_check_options: performance_warnings = off
    v_erased bigint;
    v_times timestamptz[];
begin
    if to_regclass(format('template__store.%I', partition)) is null then
        return 0; -- retention has dropped the partition meanwhile
    end if;
    execute format(
        'with deleted as (
            delete from template__store.%I as e
            where hardal_private.matches_person(
                e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3
            )
            returning e.id, e.created_at
        ),

        tombstones as (
            insert into template__store.event_ids (id)
            select d.id
            from deleted as d
            order by d.id
            on conflict (id) do update set created_at = null, digest = null
        )

        select count(*), array_agg(distinct date_trunc(''day'', d.created_at, ''UTC''))
        from deleted as d',
        partition
    ) into v_erased, v_times using client_ids, request_id, properties;
    perform template__store.mark_for_recount(v_times);
    return v_erased;
end
$$;

comment on function template__store.erase_partition(name, text[], text, jsonb) is
'Erases a person''s events from one partition, leaves their ids as tombstones, '
'and returns how many events were erased; 0 where there is no such partition any more';
