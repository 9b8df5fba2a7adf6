-- Counts one period from the events alone: copies the counts of the live views into the rollups,
-- and deletes the period's marks.
--
-- The last statement does all of this and must stay one statement. Then events and marks are read
-- in one snapshot (see roll_up).
--
-- The period must be live: not rolled up yet, or marked. The live views count no other period.
--
-- PostgreSQL plans a statement before it takes the statement's snapshot. A partition that is
-- attached in between is in the snapshot, but not in the plan, so its events would be missing. The
-- function therefore compares the partitions before the statement with the partitions in the
-- snapshot. Where they differ, it raises 55P03, and the caller tries again (maintain_step,
-- recount_after_erasure).
create or replace function template__store.count_period(period text, starts_on date)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partitions constant oid[] := template__store.attached_partitions();
    v_seen oid[];
begin
    -- the old counts of the period; only the holder of the tenant's lock writes them
    delete from template__store.activity as a
    where a.period = count_period.period and a.starts_on = count_period.starts_on;
    delete from template__store.property_counts as c
    where count_period.period = 'day' and c.day = count_period.starts_on;
    delete from template__store.metric_counts as c
    using template__store.metrics as m
    where
        c.metric = m.name and count_period.period = 'day' and c.day = count_period.starts_on;

    -- typed views are compared with the properties of this day
    insert into template__store.counted_days (day)
    select count_period.starts_on
    where count_period.period = 'day';

    with deleted_marks as (
        delete from template__store.rollup_marks as m
        where m.period = count_period.period and m.starts_on = count_period.starts_on
    ),

    counted_activity as (
        insert into template__store.activity (
            period, starts_on, event_name, events, clients, first_at, last_at
        )
        select
            l.period,
            l.starts_on,
            l.event_name,
            l.events,
            l.clients,
            l.first_at,
            l.last_at
        from template__store.live_activity as l
        where l.period = count_period.period and l.starts_on = count_period.starts_on
    ),

    counted_properties as (
        insert into template__store.property_counts (
            day, event_name, property, json_type, events, first_at, last_at, example
        )
        select
            l.day,
            l.event_name,
            l.property,
            l.json_type,
            l.events,
            l.first_at,
            l.last_at,
            l.example
        from template__store.live_properties as l
        where count_period.period = 'day' and l.day = count_period.starts_on
    ),

    counted_metrics as (
        insert into template__store.metric_counts
        select l.*
        from template__store.live_metrics as l
        where count_period.period = 'day' and l.day = count_period.starts_on
    ),

    -- A late event changes few of a month's clients, so only these are written. In the order of the
    -- key each page of its index is written once.
    active_clients as (
        select l.client_id
        from template__store.live_client_months as l
        where count_period.period = 'month' and l.month = count_period.starts_on
    ),

    -- A full join cannot loop over both sides, whatever the planner expects of a month that is not
    -- in the statistics yet.
    changed_clients as (
        select
            coalesce(a.client_id, h.client_id) as client_id,
            h.client_id is null as is_new
        from active_clients as a
        full join (
            select c.client_id
            from template__store.client_months as c
            where count_period.period = 'month' and c.month = count_period.starts_on
        ) as h on a.client_id = h.client_id
        where a.client_id is null or h.client_id is null
    ),

    gone_clients as (
        delete from template__store.client_months as c
        where
            c.month = count_period.starts_on
            and c.client_id = any (
                array(select d.client_id from changed_clients as d where not d.is_new)
            )
    ),

    new_clients as (
        insert into template__store.client_months (client_id, month)
        select
            d.client_id,
            count_period.starts_on
        from changed_clients as d
        where d.is_new
        order by d.client_id
    )

    select template__store.attached_partitions() into v_seen;
    if v_seen <> v_partitions then
        raise lock_not_available using
            message = 'a partition came or went while a period was counted';
    end if;
end
$$;

comment on function template__store.count_period(text, date) is
'Counts one live period from the events alone, into the rollups, and deletes its marks; '
'55P03 where a partition came or went meanwhile: call it again';
