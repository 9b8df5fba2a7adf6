-- Erases a person from the quarantine. What was refused under an id, or could be replayed under its rejected_id, does not
-- come back under it either; an id that is another event's stays as it is.
create or replace function template__store.erase_rejected(client_id text, request_id text, properties jsonb)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone bigint;
begin
    with gone as (
        delete from template__store.rejected_events as r
        using template__store.person_rejected(
            erase_rejected.client_id, erase_rejected.request_id, erase_rejected.properties
        ) as p
        where r.rejected_id = p.rejected_id
        returning
            r.rejected_id,
            r.payload ->> 'id' as id,
            r.counted_bytes as bytes
    ),

    noted as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(g.bytes),
            0
        from gone as g
        having count(*) > 0
    ),

    buried as (
        insert into template__store.event_ids (id)
        select i.id
        from (
            select g.rejected_id as id
            from gone as g
            union
            select hardal_private.read_uuid(g.id)
            from gone as g
            where hardal_private.read_uuid(g.id) is not null
        ) as i
        order by i.id
        on conflict (id) do nothing
    )

    select count(*) into v_gone
    from gone as g;
    return v_gone;
end
$$;

comment on function template__store.erase_rejected(text, text, jsonb) is
'Erases a person''s refused events from the quarantine, leaves their ids as tombstones, and returns how many they were';
