-- A step of maintenance, and retention's last: the ledger forgets the ids of months that are gone. It has no index by time,
-- which every event would pay for; so it is read through once after a month was dropped, 4 MB a transaction, and goes on
-- where it was stopped. Tombstones have no time, and stay.
create or replace function template__store.trim_ledger(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_batch constant int := 500;
    v_block bigint;
    v_horizon timestamptz;
    v_blocks bigint := pg_relation_size('template__store.event_ids') / current_setting('block_size')::int;
    v_from tid;
    v_to tid;
    v_gone bigint;
begin
    select
        m.trim_block,
        t.horizon
    into v_block, v_horizon
    from hardal_private.maintenance as m
    inner join hardal_private.tenants as t on m.tenant = t.name
    where t.name = 'template';
    if v_block is null or (not dry and exists (select from template__store.expired_partitions(v_horizon))) then
        return null;
    end if;
    if dry then
        return jsonb_build_object('what', 'ledger looked through', 'object', null, 'count', v_blocks - v_block);
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
    get diagnostics v_gone = row_count;
    update hardal_private.maintenance as m
    set trim_block = v_block + v_batch
    where m.tenant = 'template';
    return jsonb_build_object('what', 'ids left the ledger', 'object', null, 'count', v_gone);
end
$$;

comment on function template__store.trim_ledger(boolean) is
'A step of maintenance: looks through a piece of the ledger for ids of dropped months and deletes them; null at its end';
