-- Erases a person from one partition, and leaves a tombstone for each event: its id without time and digest. In the order
-- of ids, as ingest enters them. The days that it touches are marked, as ingest marks those of late events.
create or replace function template__store.erase_partition(
    partition name, client_id text, request_id text, properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- all that it changes is in dynamic SQL: @plpgsql_check_options: performance_warnings = off
    v_gone bigint;
    v_times timestamptz[];
begin
    if to_regclass(format('template__store.%I', partition)) is null then
        return 0; -- retention was faster
    end if;
    execute format(
        'with gone as (
            delete from template__store.%I as e
            where hardal_private.matches_person(e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3)
            returning e.id, e.created_at
        ),

        buried as (
            insert into template__store.event_ids (id)
            select g.id
            from gone as g
            order by g.id
            on conflict (id) do update set created_at = null, digest = null
        )

        select count(*), array_agg(distinct date_trunc(''day'', g.created_at, ''UTC''))
        from gone as g',
        partition
    ) into v_gone, v_times using client_id, request_id, properties;
    perform template__store.mark_periods(v_times);
    return v_gone;
end
$$;

comment on function template__store.erase_partition(name, text, text, jsonb) is
'Erases a person''s events from one partition, leaves their ids as tombstones, and returns how many they were';
