-- Writes down what the live views count for a period, and takes its marks away. The last statement is one, and must be: events
-- and marks are read in its snapshot together. The period has to be live: not rolled up yet, or marked.
-- A partition that is attached between that statement's plan and its snapshot is not in the plan: then it is done again.
create or replace function template__store.count_period(period text, starts_on date)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partitions oid[] := array(select i.inhrelid from pg_inherits as i where i.inhparent = 'template__store.events'::regclass order by i.inhrelid);
    v_seen oid[];
begin
    delete from template__store.activity as a
    where a.period = count_period.period and a.starts_on = count_period.starts_on;
    delete from template__store.property_counts as c
    where count_period.period = 'day' and c.day = count_period.starts_on;

    insert into template__store.counted_days (day)
    select count_period.starts_on
    where count_period.period = 'day';

    with gone as (
        delete from template__store.rollup_marks as m
        where m.period = count_period.period and m.starts_on = count_period.starts_on
    ),

    counted as (
        insert into template__store.activity (period, starts_on, event_name, events, clients, first_at, last_at)
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

    properties_counted as (
        insert into template__store.property_counts (day, event_name, property, json_type, events, first_at, last_at, example)
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
    )

    select array(select i.inhrelid from pg_inherits as i where i.inhparent = 'template__store.events'::regclass order by i.inhrelid)
    into v_seen;
    if v_seen <> v_partitions then
        raise lock_not_available using message = 'a partition came or went while a period was counted';
    end if;
end
$$;

comment on function template__store.count_period(text, date) is
'Rolls one period up, or anew, from the events alone; 55P03 where a partition came or went meanwhile: to be done again';
