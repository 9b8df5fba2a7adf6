-- Returns active clients by day, week or month, in a time zone, for the periods that start from
-- since (inclusive) to until (exclusive). Each of these periods is counted whole. In UTC it reads
-- the view of the same name, which is rolled up. In any other time zone, of any other unit than the
-- client, and with a filter or a cohort it counts the events. clients is the number of units then.
create or replace function template.active_clients(
    period text default 'day',
    since date default null,
    until date default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.active_clients
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    -- the query's text is made of report_events:
    -- @plpgsql_check_options: security_warnings = off
    v_since constant date := coalesce(active_clients.since, '-infinity');
    -- clamped to the years 1 to 9999, so that the end of the last period can be calculated
    v_until constant date := greatest(
        '0001-01-02', least('9999-12-31', coalesce(active_clients.until, 'infinity'))
    );
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        active_clients.period in ('day', 'week', 'month'),
        format('there is no period %L', active_clients.period),
        'day, week or month'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(active_clients.time_zone),
        format('there is no time zone %L', active_clients.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    if
        active_clients.time_zone = 'UTC' and active_clients.unit = 'client'
        and coalesce(active_clients.filter, '{}') = '{}' and active_clients.cohort is null
    then
        return query
        select a.period, a.starts_on, a.clients, a.events
        from template.active_clients as a
        where
            a.period = active_clients.period
            and a.starts_on >= v_since
            and a.starts_on < v_until
        order by a.starts_on;
        return;
    end if;
    perform hardal_helpers.require_reading_events(
        'template', 'leave unit, filter and cohort out and count in UTC'
    );
    v_read_since := hardal_helpers.day_start(v_since, active_clients.time_zone);
    -- up to the end of the last period
    v_read_until := hardal_helpers.day_start(
        (
            date_trunc(active_clients.period, v_until - interval '1 day')
            + ('1 ' || active_clients.period)::interval
        )::date,
        active_clients.time_zone
    );
    return query execute format(
        'select $1, c.starts_on, count(c.unit), sum(c.events)::bigint
        from (
            select
                date_trunc($1, e.created_at at time zone $2)::date as starts_on,
                e.unit,
                count(*) as events
            from %s as e
            where e.created_at >= $3 and e.created_at < $4
            group by 1, 2
        ) as c
        -- a first period that began before since is left out
        where c.starts_on >= $5
        group by c.starts_on
        order by c.starts_on',
        hardal_helpers.report_events(
            'template', null, v_read_since, v_read_until, active_clients.unit,
            active_clients.filter, active_clients.cohort
        )
    )
    using
        active_clients.period, active_clients.time_zone, v_read_since, v_read_until, v_since;
end
$$;

comment on function template.active_clients(text, date, date, text, text, jsonb, text) is
'Active clients by day, week or month, in a time zone; since and until are dates alone, and null '
'is no bound. '
'unit is client, person or a property. Any time zone but UTC, any other unit, and a filter or '
'cohort need the right to read events. '
'PT400 where there is no such period or time zone. '
'select * from active_clients(''week'', ''2024-10-01'')';
grant execute on function template.active_clients(text, date, date, text, text, jsonb, text)
to template__read, template__aggregate;
