-- Retention report: returns how many clients come back.
--
-- - A client's first event is its first event of the name first_event, of all time. Null
--   first_event means any name.
-- - A cohort is the clients whose first event lies in one period of the time zone.
-- - Periods are whole: the first one is the period that since lies in, the last one is that of the
--   last instant before until. Without since, the report has the last 8 periods. Without until,
--   it ends with the current period.
-- - A cell counts the clients of a cohort that had return_event (null: any event) in the
--   period_number-th period after the cohort's own, and not before their first event.
-- - The report has every cell up to the last period, including cells of zero.
--
-- Outline of the query: all periods, the first event of each client, the size of each cohort, the
-- clients that returned in each period, and then one row for each cell.
create or replace function template.retention(
    first_event text default null,
    return_event text default null,
    period text default 'week',
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC'
)
returns setof hardal.retention_cell
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_step interval;
    -- the first day of the last and of the first period, in the time zone
    v_last timestamp;
    v_first timestamp;
    v_since timestamptz;
    v_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        retention.period in ('day', 'week', 'month'),
        format('there is no period %L', retention.period),
        'day, week or month'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(retention.time_zone),
        format('there is no time zone %L', retention.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    v_since := hardal_helpers.moment(to_jsonb(retention.since) #>> '{}', retention.time_zone);
    v_until := hardal_helpers.moment(to_jsonb(retention.until) #>> '{}', retention.time_zone);
    perform hardal_helpers.require_argument(
        isfinite(coalesce(v_since, now())) and isfinite(coalesce(v_until, now())),
        'since and until are no infinity',
        'leave them out'
    );
    perform hardal_helpers.require_events(
        'template', array[retention.first_event, retention.return_event]
    );

    -- the first and the last period, and the bounds of their events
    v_step := ('1 ' || retention.period)::interval;
    v_last := date_trunc(
        retention.period,
        hardal_helpers.within_calendar(v_until - interval '1 microsecond', now())
        at time zone retention.time_zone
    );
    v_first := case
        when v_since is null then v_last - 7 * v_step
        else date_trunc(
            retention.period,
            hardal_helpers.within_calendar(v_since, now()) at time zone retention.time_zone
        )
    end;
    v_since := hardal_helpers.day_start(v_first::date, retention.time_zone);
    v_until := hardal_helpers.day_start((v_last + v_step)::date, retention.time_zone);
    perform hardal_helpers.require_argument(
        v_first + 1000 * v_step > v_last,
        format('there are more than 1000 periods since %s', retention.since),
        'a later since, or longer periods'
    );

    return query
    with periods as (
        select p.starts_on::date as starts_on, p.place::int as place
        from generate_series(v_first, v_last, v_step) with ordinality as p (starts_on, place)
    ),

    firsts as (
        select
            e.client_id,
            min(e.created_at) as first_at,
            date_trunc(
                retention.period, min(e.created_at) at time zone retention.time_zone
            )::date as cohort
        from template.events as e
        where
            e.client_id is not null and e.created_at < v_until
            and (retention.first_event is null or e.event_name = retention.first_event)
        group by e.client_id
        having min(e.created_at) >= v_since
    ),

    sizes as (
        select f.cohort, count(*) as clients
        from firsts as f
        group by f.cohort
    ),

    returned as (
        select f.cohort, r.starts_on, count(*) as clients
        from firsts as f
        inner join (
            select
                e.client_id,
                date_trunc(
                    retention.period, e.created_at at time zone retention.time_zone
                )::date as starts_on,
                max(e.created_at) as last_at
            from template.events as e
            where
                e.client_id is not null and e.created_at >= v_since and e.created_at < v_until
                and (retention.return_event is null or e.event_name = retention.return_event)
            group by
                e.client_id,
                date_trunc(
                    retention.period, e.created_at at time zone retention.time_zone
                )::date
        ) as r on f.client_id = r.client_id and f.first_at <= r.last_at
        group by f.cohort, r.starts_on
    )

    select
        c.starts_on,
        coalesce(s.clients, 0),
        p.place - c.place,
        coalesce(r.clients, 0),
        round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4)
    from periods as c
    inner join periods as p on c.place <= p.place
    left join sizes as s on c.starts_on = s.cohort
    left join returned as r on c.starts_on = r.cohort and p.starts_on = r.starts_on
    order by c.starts_on, p.place;
end
$$;

comment on function template.retention(
    text, text, text, anycompatible, anycompatible, text
) is
'The retention report: how many clients come back, by the period of their first event and the '
'periods after it; periods are whole, from the one of since to the one before until; '
'null first_event or return_event is any event. PT400 for a wrong argument. '
'select * from retention(''signup'', ''purchase'', ''month'')';
grant execute on function template.retention(
    text, text, text, anycompatible, anycompatible, text
) to template__read;
