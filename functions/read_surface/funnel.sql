-- Funnel report: counts the clients that had the first of these events in [since, until), then the
-- clients that had the second event after the first, and so on. Other events may lie between the
-- steps.
--
-- Promises:
-- - A client reaches a step if one of its events of step 1 is followed by events of the next steps
--   in order, and the last of them is within `within` of the first. Later steps may lie after
--   until.
-- - Two events of the same instant count as in order. But where an earlier step has the same event
--   name, the event must be later than the event of the step before.
-- - Times are those of the client's first conversion to the step.
-- - With by, a property of step 1's event, the report has one funnel for each value of the
--   property. A client counts for each value that it began with.
--
-- Method: a chain is events of one client that are steps 1 to k in order. Only its start (the time
-- of step 1) and its end (the time of step k) are kept. For each step, one pass reads the ends of
-- the chains of the step before and the events of this step together, in the order of time. An
-- event that stands directly behind an end continues the chain of this end. No other end is better
-- for the event, because a later end has a later start. Without by, the passes read indexed columns
-- only.
--
-- Outline of the body:
-- 1. Check the arguments.
-- 2. Count step 1, for each value of by.
-- 3. Build the text of one query: a CTE of chains for each step (step_1, step_2, ...), and a count
--    of the clients for each step.
-- 4. Run the query. It returns every step of every value, with zero where no client reached the
--    step.
create or replace function template.funnel(
    steps text[],
    within interval default '7 days',
    since anycompatible default null,
    until anycompatible default null,
    by text default null,
    time_zone text default 'UTC'
)
returns setof hardal.funnel_step
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- The planner cannot know how many clients a step leaves. It would always loop over them.
set enable_nestloop = off
as $$
declare
    -- the query's text is made of numbers and of the literals below:
    -- @plpgsql_check_options: security_warnings = off
    v_count constant int := coalesce(cardinality(funnel.steps), 0);
    v_within interval;
    v_since timestamptz;
    v_until timestamptz;
    v_keys text[];
    -- the columns that keep chains apart: the client and, with by, the value
    v_apart constant text := case
        when funnel.by is null then '%1$s.client_id collate "C"'
        else '%1$s.client_id collate "C", %1$s.value collate "C"'
    end;
    v_events text;
    v_chains text;
    v_reached text := '';
    v_values text[];
    v_clients bigint[];
begin
    -- 1. Check the arguments.
    perform hardal_helpers.require_argument(
        v_count between 1 and 20 and array_dims(funnel.steps) = format('[1:%s]', v_count)
        and not exists (select from unnest(funnel.steps) as s (name) where s.name is null),
        'steps are 1 to 20 event names',
        'such as {view_item,add_to_cart,purchase}'
    );
    perform hardal_helpers.require_argument(
        funnel.within >= '0', 'within is an interval, and not negative', 'such as 7 days'
    );
    v_within := hardal_helpers.fixed_span(funnel.within);
    v_since := hardal_helpers.since(to_jsonb(funnel.since) #>> '{}', funnel.time_zone);
    v_until := hardal_helpers.until(to_jsonb(funnel.until) #>> '{}', funnel.time_zone);
    perform hardal_helpers.require_events('template', funnel.steps);
    v_keys := hardal_helpers.find_property(
        'template', array[funnel.steps[1]], funnel.by, v_since, v_until
    );

    -- 2. Count step 1: a statement of its own, because it can run in parallel.
    if funnel.by is null then
        select array[null], array[count(*)] into v_values, v_clients
        from (
            select
            from template.events as e
            where
                e.event_name = funnel.steps[1]
                and e.created_at >= v_since
                and e.created_at < v_until
                and e.client_id is not null
            group by e.client_id
        ) as c;
    else
        select array_agg(g.value), array_agg(g.clients) into v_values, v_clients
        from (
            select c.value, count(*) as clients
            from (
                select e.properties #>> v_keys as value
                from template.events as e
                where
                    e.event_name = funnel.steps[1]
                    and e.created_at >= v_since
                    and e.created_at < v_until
                    and e.client_id is not null
                group by e.client_id, e.properties #>> v_keys
            ) as c
            group by c.value
        ) as g;
    end if;

    -- 3. Build the query. Its parameters: $1 steps, $2 since, $3 until, $4 until of later steps,
    -- $5 within, $6 the keys of by, $7 the values of by, $8 the clients of step 1 of each value.

    -- chains of step 1, of clients that also had an event of step 2
    v_chains := format(
        'with step_1 as (
            select e.client_id, %s as value, e.created_at as t, e.created_at as start
            from template.events as e
            where
                e.event_name = ($1)[1] and e.created_at >= $2 and e.created_at < $3
                and e.client_id in (
                    select s.client_id from template.events as s
                    where s.event_name = ($1)[2] and s.created_at >= $2 and s.created_at < $4
                )
        )',
        case when funnel.by is null then 'null::text' else 'e.properties #>> $6' end
    );
    for k in 2..v_count loop
        -- the events of step k, of clients that have a chain; with by, once for each value
        v_events := format(
            case
                when funnel.by is not null then
                    'select e.client_id, o.value, e.created_at, null
                    from template.events as e
                    inner join (
                        select distinct v.client_id, v.value from step_%2$s as v
                    ) as o on e.client_id = o.client_id'
                else 'select e.client_id, null, e.created_at, null from template.events as e'
            end
            || ' where e.event_name = ($1)[%1$s] and e.created_at >= $2 and e.created_at < $4'
            || case
                when funnel.by is not null then ''
                when k > 2 then ' and e.client_id in (select v.client_id from step_%2$s as v)'
                -- without this condition step_1 is read only once, and so it is not materialized
                else ' and e.client_id is not null'
            end,
            k, k - 1
        );
        -- Ends of chains have a start, events have none. At the same instant ends come before
        -- events, but after events whose name an earlier step has: these events must be later than
        -- the end.
        v_chains := v_chains || format(
            ', step_%1$s as (
                select c.client_id, c.value, c.t, c.before, c.start
                from (
                    select
                        u.client_id, u.value, u.t, u.start is null as is_event,
                        lag(u.t) over w as before, lag(u.start) over w as start
                    from (
                        select v.client_id, v.value, v.t, v.start from step_%2$s as v
                        union all %3$s
                    ) as u
                    window w as (partition by %4$s order by u.t, u.start nulls %5$s)
                ) as c
                where c.is_event and c.t - c.start <= $5
            )',
            k, k - 1, v_events, format(v_apart, 'u'),
            case when funnel.steps[k] = any (funnel.steps[:k - 1]) then 'first' else 'last' end
        );
        -- the clients of step k, each by its first conversion
        v_reached := v_reached || format(
            ' union all
            select
                %1$s, f.value, count(*),
                percentile_cont(0.5) within group (order by f.t - f.before),
                percentile_cont(0.5) within group (order by f.t - f.start)
            from (
                select distinct on (%2$s) v.value, v.t, v.before, v.start
                from step_%1$s as v
                order by %2$s, v.t
            ) as f
            group by f.value',
            k, format(v_apart, 'v')
        );
    end loop;

    -- 4. Run the query.
    return query execute v_chains || format(
        ' select
            n.step, ($1)[n.step], s.value, coalesce(r.clients, 0),
            round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4),
            round(
                coalesce(r.clients, 0)::numeric
                / nullif(lag(coalesce(r.clients, 0)) over w, 0),
                4
            ),
            r.median_time, extract(epoch from r.median_time)::double precision,
            r.median_total_time, extract(epoch from r.median_total_time)::double precision
        from unnest($7, $8) with ordinality as s (value, clients, place)
        cross join generate_series(1, %s) as n (step)
        left join (
            select
                1 as step, o.value, o.clients,
                null::interval as median_time, null::interval as median_total_time
            from unnest($7, $8) as o (value, clients)%s
        ) as r on
            n.step = r.step
            and (s.value is null) = (r.value is null)
            and coalesce(s.value, '''') = coalesce(r.value, '''')
        window w as (partition by s.place order by n.step)
        order by s.clients desc, s.value collate "C", n.step',
        v_count, v_reached
    )
    using
        funnel.steps, v_since, v_until, v_until + v_within, v_within, v_keys, v_values, v_clients;
end
$$;

comment on function template.funnel(
    text[], interval, anycompatible, anycompatible, text, text
) is
'How many clients went from event to event, within an interval; with by, for each value of a '
'property of the first event; since is inclusive (left out: 30 days ago), until exclusive, '
'both are dates or times of time_zone. PT400 for a wrong argument. '
'select * from funnel(''{signup,purchase}'', ''7 days'')';
grant execute on function template.funnel(
    text[], interval, anycompatible, anycompatible, text, text
) to template__read;
