-- Returns the sessions that start in [since, until). A session is a unit's events with no pause
-- longer than gap between them. The view of the same name has all sessions, with a gap of 30
-- minutes.
--
-- The report is exact at both borders. It reads events from one gap before since, so a session that
-- began before since is not taken for a new one. It reads events up to 24 hours after until, so a
-- session that goes on after until is followed for a day.
--
-- unit and cohort: see hardal_helpers.report_events. The column client_id has the unit.
create or replace function template.sessions(
    since anycompatible,
    until anycompatible default null,
    gap interval default '30 minutes',
    time_zone text default 'UTC',
    unit text default 'client',
    cohort text default null
)
returns setof hardal.session
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    -- the query's text is made of report_events:
    -- @plpgsql_check_options: security_warnings = off
    v_since timestamptz;
    v_until timestamptz;
    v_gap interval;
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        sessions.gap > '0', 'gap is longer than 0', 'such as 30 minutes'
    );
    v_gap := hardal_helpers.fixed_span(sessions.gap);
    v_since := hardal_helpers.since(
        coalesce(to_jsonb(sessions.since) #>> '{}', '-infinity'), sessions.time_zone
    );
    v_until := hardal_helpers.until(to_jsonb(sessions.until) #>> '{}', sessions.time_zone);
    v_read_since := v_since - v_gap;
    v_read_until := v_until + interval '24 hours';
    return query execute format(
        'select
            s.unit,
            s.started_at,
            s.ended_at,
            s.ended_at - s.started_at,
            extract(epoch from s.ended_at - s.started_at)::double precision,
            s.events,
            s.first_event,
            s.last_event
        from (
            -- The inner query keeps the first row and the last row of each session. So the row
            -- after a first row is the last row of the same session.
            select
                b.unit,
                b.is_first,
                b.created_at as started_at,
                case
                    when b.is_last then b.created_at else lead(b.created_at) over w
                end as ended_at,
                case when b.is_last then 1 else lead(b.place) over w - b.place + 1 end as events,
                b.event_name as first_event,
                case
                    when b.is_last then b.event_name else lead(b.event_name) over w
                end as last_event
            from (
                select
                    e.unit,
                    e.created_at,
                    e.event_name,
                    row_number() over w as place,
                    (e.created_at - lag(e.created_at) over w <= $1) is not true as is_first,
                    (lead(e.created_at) over w - e.created_at <= $1) is not true as is_last
                from %s as e
                where
                    e.unit is not null
                    and e.created_at >= $2
                    and e.created_at < $3
                window w as (
                    partition by e.unit
                    order by e.created_at, e.event_name collate "C"
                )
            ) as b
            where b.is_first or b.is_last
            window w as (partition by b.unit order by b.created_at, b.place)
        ) as s
        where s.is_first and s.started_at >= $4 and s.started_at < $5',
        hardal_helpers.report_events(
            'template', null, v_read_since, v_read_until, sessions.unit, null, sessions.cohort
        )
    )
    using v_gap, v_read_since, v_read_until, v_since, v_until;
end
$$;

comment on function template.sessions(
    anycompatible, anycompatible, interval, text, text, text
) is
'Sessions that start in [since, until): events of a unit (client, person, or a property) with no '
'pause longer than gap; '
'both are dates or times of time_zone, and null is no bound. PT400 for a wrong argument. '
'select * from sessions(now() - interval ''7 days'')';
grant execute on function template.sessions(
    anycompatible, anycompatible, interval, text, text, text
)
to template__read;
