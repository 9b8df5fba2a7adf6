-- A step of maintenance, and the second step of retention: drops the oldest month behind the
-- horizon, one month per transaction.
--
-- Dropping an attached partition takes ACCESS EXCLUSIVE on events. This lock queues behind every
-- running query and blocks all ingest meanwhile. So the step has a short lock_timeout
-- (maintain_step sets it) and is tried again.
--
-- hardal-admin maintain detaches the partition with CONCURRENTLY beforehand, which blocks nobody.
-- No function can do that. FINALIZE and DROP then touch the partition alone.
--
-- A batch that is on its way to the month finds no partition. Ingest reads the batch anew, and its
-- events are too_old.
create or replace function template__store.drop_expired(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partition record;
    v_month text;
begin
    if dry then
        return (
            select jsonb_build_object(
                'what', 'months dropped',
                'object', string_agg(
                    replace(substr(p.partition, 8), '_', '-'), ', ' order by p.partition
                ),
                'count', count(*),
                'bytes', sum(p.bytes)
            )
            from template__store.expired_partitions(template__store.next_horizon()) as p
            having count(*) > 0
        );
    end if;
    select p.* into v_partition
    from hardal_private.tenants as t
    cross join template__store.expired_partitions(t.horizon) as p
    where t.name = 'template'
    limit 1;
    if v_partition.partition is null then
        return null;
    end if;

    if v_partition.state = 'pending' then
        execute format(
            'alter table template__store.events detach partition template__store.%I finalize',
            v_partition.partition
        );
    end if;
    execute format('drop table template__store.%I', v_partition.partition);
    update hardal_private.maintenance as m
    set trim_block = 0
    where m.tenant = 'template';
    v_month := replace(substr(v_partition.partition, 8), '_', '-');
    perform hardal_private.audit(
        'retention.drop', 'template', v_month, jsonb_build_object('bytes', v_partition.bytes)
    );
    return jsonb_build_object(
        'what', 'months dropped', 'object', v_month, 'count', 1, 'bytes', v_partition.bytes
    );
end
$$;

comment on function template__store.drop_expired(boolean) is
'A step of maintenance: drops the oldest month behind the horizon; null where there is none';
