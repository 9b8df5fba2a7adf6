-- All activity, read in one snapshot: rollup rows of the periods without a mark, and the live count
-- of all other periods. See roll_up for the reason why this is exact.
create or replace view template__store.all_activity as
select
    a.period,
    a.starts_on,
    a.event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.activity as a
where
    not exists (
        select
        from template__store.rollup_marks as m
        where m.period = a.period and m.starts_on = a.starts_on
    )
union all
select
    l.period,
    l.starts_on,
    l.event_name,
    l.events,
    l.clients,
    l.first_at,
    l.last_at
from template__store.live_activity as l;

comment on view template__store.all_activity is
'Events and clients of every period, right to the last event';
comment on column template__store.all_activity.period is 'day, week or month';
comment on column template__store.all_activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.all_activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.all_activity.events is 'How many events there are';
comment on column template__store.all_activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.all_activity.first_at is
'created_at of the first of these events';
comment on column template__store.all_activity.last_at is 'created_at of the last of these events';

revoke all on template__store.all_activity from public;
