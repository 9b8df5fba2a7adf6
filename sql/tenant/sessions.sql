-- All sessions ever, with a gap of 30 minutes. A filter on client_id reads the events of this
-- client alone. A filter on started_at reads all events first: the function sessions, which takes
-- since and until, does not.
create or replace view template.sessions with (security_invoker = true) as
select
    s.client_id,
    s.started_at,
    s.ended_at,
    s.ended_at - s.started_at as duration,
    extract(epoch from s.ended_at - s.started_at)::double precision as duration_seconds,
    s.events,
    s.first_event,
    s.last_event
from (
    -- The inner query keeps the first row and the last row of each session. So the row after a
    -- first row is the last row of the same session.
    select
        b.client_id,
        b.is_first,
        b.created_at as started_at,
        b.event_name as first_event,
        case when b.is_last then b.created_at else lead(b.created_at) over w end as ended_at,
        case when b.is_last then 1 else lead(b.place) over w - b.place + 1 end as events,
        case when b.is_last then b.event_name else lead(b.event_name) over w end as last_event
    from (
        select
            e.client_id,
            e.created_at,
            e.event_name,
            row_number() over w as place,
            (e.created_at - lag(e.created_at) over w <= interval '30 minutes') is not true
                as is_first,
            (lead(e.created_at) over w - e.created_at <= interval '30 minutes') is not true
                as is_last
        from template.events as e
        where e.client_id is not null
        window w as (partition by e.client_id order by e.created_at, e.event_name collate "C")
    ) as b
    where b.is_first or b.is_last
    window w as (partition by b.client_id order by b.created_at, b.place)
) as s
where s.is_first;

comment on view template.sessions is
'Sessions: a client''s events with no pause of more than 30 minutes; for some days only, '
'sessions(since, until) is faster';
comment on column template.sessions.client_id is 'The client';
comment on column template.sessions.started_at is 'created_at of the first event of the session';
comment on column template.sessions.ended_at is 'created_at of the last event of the session';
comment on column template.sessions.duration is
'The time from the first event of the session to the last';
comment on column template.sessions.duration_seconds is 'duration in seconds';
comment on column template.sessions.events is 'How many events the session has';
comment on column template.sessions.first_event is 'event_name of the first event of the session';
comment on column template.sessions.last_event is 'event_name of the last event of the session';

revoke all on template.sessions from public;
grant select on template.sessions to template__read;
