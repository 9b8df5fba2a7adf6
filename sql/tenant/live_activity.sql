-- Activity of the periods that are counted live: by event name for days, and for all names together
-- (the name '') for every period.
--
-- Each period groups by client first. Two hash aggregates are faster than count(distinct), which
-- sorts.
create or replace view template__store.live_activity as
select
    s.period,
    s.starts_on,
    a.event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.live_spans as s
cross join
    lateral ( -- noqa: ST05
        with by_client as (
            select
                e.event_name,
                e.client_id,
                count(*) as events,
                min(e.created_at) as first_at,
                max(e.created_at) as last_at
            from template__store.events as e
            where e.created_at >= s.since and e.created_at < s.until
            group by e.event_name, e.client_id
        )

        select
            c.event_name,
            sum(c.events)::bigint as events,
            count(c.client_id) as clients,
            min(c.first_at) as first_at,
            max(c.last_at) as last_at
        from by_client as c
        group by c.event_name
    ) as a
where s.period = 'day'
union all
select
    s.period,
    s.starts_on,
    '' as event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.live_spans as s
cross join
    lateral ( -- noqa: ST05
        with by_client as (
            select
                e.client_id,
                count(*) as events,
                min(e.created_at) as first_at,
                max(e.created_at) as last_at
            from template__store.events as e
            where e.created_at >= s.since and e.created_at < s.until
            group by e.client_id
        )

        select
            sum(c.events)::bigint as events,
            count(c.client_id) as clients,
            min(c.first_at) as first_at,
            max(c.last_at) as last_at
        from by_client as c
        having count(*) > 0
    ) as a;

comment on view template__store.live_activity is
'Activity of the periods that are counted live, in the form in which a rollup stores it';
comment on column template__store.live_activity.period is 'day, week or month';
comment on column template__store.live_activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.live_activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.live_activity.events is 'How many events there are';
comment on column template__store.live_activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.live_activity.first_at is
'created_at of the first of these events';
comment on column template__store.live_activity.last_at is 'created_at of the last of these events';

revoke all on template__store.live_activity from public;
