-- How far clients get: how many did the first of these events in [since, until), how many of them the second after it, and so
-- on, with others between them or not. What is promised:
-- - a client reaches a step where one of its events of step 1 is followed by those of the next steps in order, the last within
--   `within` of it; later steps may happen after until;
-- - the same instant counts as in order, but a step whose name came before is later than the step before it;
-- - times are those of the client's first conversion to the step;
-- - with by, the path of a property of step 1's event, all that is asked for each value; a client counts for each that it began with.
-- One pass a step: among ends of chains and the step's events in the order of time, each event that stands right behind an
-- end goes on with it. Later ends have later starts, so no other is ever better. Only indexed columns are read (without by).
create or replace function template.funnel(
    steps text[],
    within interval default '7 days',
    since timestamptz default now() - interval '30 days',
    until timestamptz default null,
    by text default null
)
returns setof hardal.funnel_step
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- how many clients a step leaves is not foreseen: a loop over them would be chosen always
set enable_nestloop = off
as $$
declare
    -- the text below is made of numbers and of what stands here: @plpgsql_check_options: security_warnings = off
    v_count constant int := coalesce(cardinality(funnel.steps), 0);
    v_within interval;
    v_since constant timestamptz := template.within_calendar(funnel.since, '-infinity');
    v_until constant timestamptz := template.within_calendar(funnel.until, 'infinity');
    v_keys constant text[] := template.property_keys(funnel.by);
    v_who constant text := case when funnel.by is null then '%1$s.client_id collate "C"' else '%1$s.client_id collate "C", %1$s.value collate "C"' end;
    v_events text;
    v_chains text;
    v_reached text := '';
    v_values text[];
    v_clients bigint[];
begin
    perform template.require(
        v_count between 1 and 20 and array_dims(funnel.steps) = format('[1:%s]', v_count)
        and not exists (select from unnest(funnel.steps) as s (name) where s.name is null),
        'steps are 1 to 20 event names', 'such as {view_item,add_to_cart,purchase}'
    );
    perform template.require(funnel.within >= '0', 'within is an interval, and not negative', 'such as 7 days');
    v_within := template.fixed_span(funnel.within);

    -- a statement of its own, because it can run in parallel
    if funnel.by is null then
        select array[null], array[count(*)] into v_values, v_clients
        from (
            select
            from template.events as e
            where e.event_name = funnel.steps[1] and e.created_at >= v_since and e.created_at < v_until and e.client_id is not null
            group by e.client_id
        ) as c;
    else
        select array_agg(g.value), array_agg(g.clients) into v_values, v_clients
        from (
            select c.value, count(*) as clients
            from (
                select e.properties #>> v_keys as value
                from template.events as e
                where e.event_name = funnel.steps[1] and e.created_at >= v_since and e.created_at < v_until and e.client_id is not null
                group by e.client_id, e.properties #>> v_keys
            ) as c
            group by c.value
        ) as g;
    end if;

    -- $1 steps, $2 since, $3 until, $4 until of later steps, $5 within, $6 the property's keys, $7 values, $8 their clients in step 1
    v_chains := format(
        'with v1 as (
            select e.client_id, %s as value, e.created_at as t, e.created_at as start
            from template.events as e
            where e.event_name = ($1)[1] and e.created_at >= $2 and e.created_at < $3 and e.client_id in (
                select s.client_id from template.events as s
                where s.event_name = ($1)[2] and s.created_at >= $2 and s.created_at < $4
            )
        )', case when funnel.by is null then 'null::text' else 'e.properties #>> $6' end
    );
    for k in 2..v_count loop
        v_events := format(
            case
                when funnel.by is not null then
                    'select e.client_id, o.value, e.created_at, null
                    from template.events as e
                    inner join (select distinct v.client_id, v.value from v%2$s as v) as o on e.client_id = o.client_id'
                else 'select e.client_id, null, e.created_at, null from template.events as e'
            end || ' where e.event_name = ($1)[%1$s] and e.created_at >= $2 and e.created_at < $4'
            || case
                when funnel.by is not null then ''
                when k > 2 then ' and e.client_id in (select v.client_id from v%2$s as v)'
                -- v1 is read once here, and so need not be kept
                else ' and e.client_id is not null'
            end,
            k, k - 1
        );
        v_chains := v_chains || format(
            ', v%1$s as (
                select c.client_id, c.value, c.t, c.before, c.start
                from (
                    select
                        u.client_id, u.value, u.t, u.start is null as is_event,
                        lag(u.t) over w as before, lag(u.start) over w as start
                    from (select v.client_id, v.value, v.t, v.start from v%2$s as v union all %3$s) as u
                    window w as (partition by %4$s order by u.t, u.start nulls %5$s)
                ) as c
                where c.is_event and c.t - c.start <= $5
            )',
            k, k - 1, v_events, format(v_who, 'u'),
            case when funnel.steps[k] = any (funnel.steps[:k - 1]) then 'first' else 'last' end
        );
        v_reached := v_reached || format(
            ' union all
            select
                %1$s, f.value, count(*), percentile_cont(0.5) within group (order by f.t - f.before),
                percentile_cont(0.5) within group (order by f.t - f.start)
            from (select distinct on (%2$s) v.value, v.t, v.before, v.start from v%1$s as v order by %2$s, v.t) as f
            group by f.value',
            k, format(v_who, 'v')
        );
    end loop;

    return query execute v_chains || format(
        ' select
            n.step, ($1)[n.step], s.value, coalesce(r.clients, 0),
            round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4),
            round(coalesce(r.clients, 0)::numeric / nullif(lag(coalesce(r.clients, 0)) over w, 0), 4),
            r.median_time, r.median_total_time
        from unnest($7, $8) with ordinality as s (value, clients, place)
        cross join generate_series(1, %s) as n (step)
        left join (
            select 1 as step, o.value, o.clients, null::interval as median_time, null::interval as median_total_time
            from unnest($7, $8) as o (value, clients)%s
        ) as r on n.step = r.step and (s.value is null) = (r.value is null) and coalesce(s.value, '''') = coalesce(r.value, '''')
        window w as (partition by s.place order by n.step)
        order by s.clients desc, s.value collate "C", n.step',
        v_count, v_reached
    )
    using funnel.steps, v_since, v_until, v_until + v_within, v_within, v_keys, v_values, v_clients;
end
$$;

comment on function template.funnel(text[], interval, timestamptz, timestamptz, text) is
'How many clients went from event to event, within an interval; by a property of the first: select * from funnel(''{signup,purchase}'', ''7 days'')';
grant execute on function template.funnel(text[], interval, timestamptz, timestamptz, text) to template__read;
