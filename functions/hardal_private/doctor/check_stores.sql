-- Reports a tenant whose ledger and events disagree. It compares only the newest month, and with
-- deep all months, which takes long where there are many events.
create or replace function hardal_private.check_stores(tenant text, deep boolean)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_now text := to_char(hardal_private.clock() at time zone 'UTC', '"events_"YYYY"_"MM');
    v_newest text;
    v_since timestamptz;
    v_orphans bigint;
    v_lost bigint;
begin
    -- partitions of coming months are made ahead and are still empty
    select max(c.relname::text) into v_newest
    from pg_inherits as i
    inner join pg_class as c on i.inhrelid = c.oid
    where
        i.inhparent = to_regclass(format('%I.events', tenant || '__store'))
        and c.relname ~ '^events_[0-9]{4}_(0[1-9]|1[0-2])$'
        and c.relname <= v_now;
    if v_newest is null or to_regclass(format('%I.event_ids', tenant || '__store')) is null then
        return;
    end if;

    -- retention drops the months behind the horizon first, and their ids later
    v_since := case
        when deep then (hardal_private.tenant_limits(tenant)).oldest
        else to_date(v_newest, '"events_"YYYY"_"MM')::timestamp at time zone 'UTC'
    end;
    execute format(
        'select
            (
                select count(*)
                from %1$I.events as e
                where
                    e.created_at >= $1
                    and not exists (select from %1$I.event_ids as l where l.id = e.id)
            ),
            (
                select count(*)
                from %1$I.event_ids as l
                where l.created_at >= $1 and not exists (
                    select from %1$I.events as e where e.created_at = l.created_at and e.id = l.id
                )
            )',
        tenant || '__store'
    ) into v_orphans, v_lost using v_since;
    if v_orphans > 0 then
        return next (
            'wrong',
            'ledger',
            format('tenant %s', tenant),
            format('%s events are not in the ledger', v_orphans),
            'a retry of one of them would be stored a second time',
            'look how they came there; then keep a copy, delete them, and send them in again',
            null
        )::hardal_private.finding;
    end if;
    if v_lost > 0 then
        return next (
            'wrong',
            'ledger',
            format('tenant %s', tenant),
            format('%s ids of the ledger have no event', v_lost),
            'a retry of one of them would be called a duplicate, and lost',
            'restore the events; or, where somebody still has them, '
            'delete those ids from the ledger, and send the events again',
            null
        )::hardal_private.finding;
    end if;
end
$$;

comment on function hardal_private.check_stores(text, boolean) is
'For doctor: a ledger and events that disagree, in the newest month that has begun; '
'deep: in all months';
