-- Deletes events from quarantine for good. It skips events that another transaction has locked.
-- The erasure of a person is in erase_rejected.
create or replace function template__store.delete_rejected(ids uuid[])
returns bigint
language sql
set search_path = pg_catalog, pg_temp
as $$
    with released as (
        delete from template__store.rejected_events as r
        where r.rejected_id in (
            select e.rejected_id
            from template__store.rejected_events as e
            where e.rejected_id = any (delete_rejected.ids)
            for update skip locked
        )
        returning r.counted_bytes as bytes
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(r.bytes),
            0
        from released as r
        having count(*) > 0
    )

    select count(*)
    from released as r
$$;

comment on function template__store.delete_rejected(uuid[]) is
'Removes rejected events from quarantine and returns how many it removed';
