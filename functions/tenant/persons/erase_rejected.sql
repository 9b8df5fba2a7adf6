-- Erases a person from the quarantine. Each rejected event leaves tombstones in the ledger: its
-- rejected_id, under which it could be replayed, and the id that it was sent with. So the event
-- cannot come back under either id. An id that the ledger already has belongs to another event, and
-- stays as it is.
create or replace function template__store.erase_rejected(
    client_ids text[], request_id text, properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_erased bigint;
begin
    with deleted as (
        delete from template__store.rejected_events as r
        using template__store.person_rejected(
            erase_rejected.client_ids, erase_rejected.request_id, erase_rejected.properties
        ) as p
        where r.rejected_id = p.rejected_id
        returning
            r.rejected_id,
            r.payload ->> 'id' as id,
            r.counted_bytes as bytes
    ),

    counted as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(d.bytes),
            0
        from deleted as d
        having count(*) > 0
    ),

    tombstones as (
        insert into template__store.event_ids (id)
        select i.id
        from (
            select d.rejected_id as id
            from deleted as d
            union
            select hardal_private.read_uuid(d.id)
            from deleted as d
            where hardal_private.read_uuid(d.id) is not null
        ) as i
        order by i.id
        on conflict (id) do nothing
    )

    select count(*) into v_erased
    from deleted as d;
    return v_erased;
end
$$;

comment on function template__store.erase_rejected(text[], text, jsonb) is
'Erases a person''s rejected events from the quarantine, leaves their ids as tombstones, '
'and returns how many rejected events were erased';
