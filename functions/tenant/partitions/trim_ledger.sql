-- A step of maintenance, and the last step of retention: deletes the ids of dropped months from the
-- ledger.
--
-- The ledger has no index by time, because every stored event would pay for it. So the ledger is
-- read through once after a month was dropped, 4 MB per transaction (500 blocks of 8 kB).
-- trim_block is the block at which the next transaction goes on. Tombstones have no time, so they
-- stay.
create or replace function template__store.trim_ledger(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_batch constant int := 500;
    v_block bigint;
    v_horizon timestamptz;
    v_blocks bigint := pg_relation_size('template__store.event_ids')
    / current_setting('block_size')::int;
    v_from tid;
    v_to tid;
    v_deleted bigint;
begin
    select
        m.trim_block,
        t.horizon
    into v_block, v_horizon
    from hardal_private.maintenance as m
    inner join hardal_private.tenants as t on m.tenant = t.name
    where t.name = 'template';
    if
        v_block is null
        or (not dry and exists (select from template__store.expired_partitions(v_horizon)))
    then
        return null;
    end if;
    if dry then
        return jsonb_build_object(
            'what', 'ledger looked through', 'object', null, 'count', v_blocks - v_block
        );
    end if;
    if v_block >= v_blocks then
        update hardal_private.maintenance as m
        set trim_block = null
        where m.tenant = 'template';
        return null;
    end if;
    v_from := format('(%s,0)', v_block)::tid;
    v_to := format('(%s,0)', v_block + v_batch)::tid;
    delete from template__store.event_ids as l
    where l.ctid >= v_from and l.ctid < v_to and l.created_at < v_horizon;
    get diagnostics v_deleted = row_count;
    update hardal_private.maintenance as m
    set trim_block = v_block + v_batch
    where m.tenant = 'template';
    return jsonb_build_object('what', 'ids left the ledger', 'object', null, 'count', v_deleted);
end
$$;

comment on function template__store.trim_ledger(boolean) is
'A step of maintenance: deletes the ids of dropped months from the next piece of the ledger; '
'null at the end of the ledger, and while expired partitions are still there';
