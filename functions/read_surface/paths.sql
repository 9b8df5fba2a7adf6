-- Paths report: returns the paths of events that units take after a start event, before it, or from
-- it to another event, the most frequent paths first.
--
-- - Each start event in [since, until) gives one path: its name, and the names of the unit's next
--   events. A path has up to `depth` events after the start event, of any name. An event later than
--   `within` after the start event is not part of the path. An event after until may be part of it.
-- - direction before: the path ends in the start event, and has the events before it, in the order
--   of time.
-- - end_event: the path ends in the first end_event after the start event. A start event that does
--   not come to it, within `within` and `depth` events, gives no path.
-- - leave_out: events of these names are no part of paths. collapse: several events of the same
--   name in a row are one event, at the time of the first one, which may lie before since.
-- - At the same instant start events come first (direction before: last), then the other events by
--   name.
-- - unit, filter and cohort: see hardal_helpers.report_events.
create or replace function template.paths(
    start_event text,
    since anycompatible default null,
    until anycompatible default null,
    within interval default '1 hour',
    depth int default 4,
    max_rows int default 50,
    time_zone text default 'UTC',
    direction text default 'after',
    end_event text default null,
    leave_out text[] default null,
    collapse boolean default false,
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.path
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    -- the query's text is made of numbers and of report_events:
    -- @plpgsql_check_options: security_warnings = off
    v_is_before constant boolean := paths.direction = 'before';
    v_since timestamptz;
    v_until timestamptz;
    v_within interval;
    v_events text;
    v_order text;
    v_left_out constant text := case
        when coalesce(paths.leave_out, '{}') <> '{}' then ' and e.event_name <> all ($9)'
        else ''
    end;
begin
    perform hardal_helpers.require_argument(
        paths.start_event is not null,
        'start_event is required',
        'an event_name, such as signup'
    );
    perform hardal_helpers.require_argument(
        paths.within >= '0', 'within is an interval, and not negative', 'such as 1 hour'
    );
    perform hardal_helpers.require_argument(
        paths.depth between 1 and 10,
        'depth is between 1 and 10',
        'it is the number of events after start_event'
    );
    perform hardal_helpers.require_argument(
        paths.max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'the most frequent paths come first'
    );
    perform hardal_helpers.require_argument(
        paths.direction in ('after', 'before'),
        format('there is no direction %L', paths.direction),
        'after or before'
    );
    perform hardal_helpers.require_argument(
        paths.end_event is null or not v_is_before,
        'a path between two events begins with start_event',
        'leave direction out'
    );
    perform hardal_helpers.require_argument(
        not exists (
            select
            from unnest(paths.leave_out) as l (name)
            where l.name is null or l.name in (paths.start_event, paths.end_event)
        ),
        'leave_out has event names, and none that paths begin or end with',
        'such as {page_view}'
    );
    v_within := hardal_helpers.fixed_span(paths.within);
    v_since := hardal_helpers.since(to_jsonb(paths.since) #>> '{}', paths.time_zone);
    v_until := hardal_helpers.until(to_jsonb(paths.until) #>> '{}', paths.time_zone);
    perform hardal_helpers.require_events(
        'template', array[paths.start_event, paths.end_event] || paths.leave_out
    );
    v_events := hardal_helpers.report_events(
        'template',
        case when paths.filter is not null then array[paths.start_event] end,
        v_since, v_until, paths.unit, paths.filter, paths.cohort
    );
    -- the order in which the events of a path are read, away from its start event
    v_order := case
        when v_is_before
            then 'e.created_at desc, e.event_name <> $1, e.event_name collate "C" desc'
        else 'e.created_at, e.event_name <> $1, e.event_name collate "C"'
    end;
    return query execute format(
        'with known as (
            select e.unit, e.created_at, e.event_name
            from %1$s as e
            where
                e.created_at >= $7 and e.created_at < $8
                and e.unit in (
                    select i.unit
                    from %1$s as i
                    where
                        i.event_name = $1 and i.unit is not null
                        and i.created_at >= $2 and i.created_at < $3
                )%2$s
        ),

        followed as (
            -- each event, with the next events of the same unit
            select
                e.unit,
                e.created_at,
                e.event_name = $1 as is_start,
                array_agg(e.event_name) over w as names,
                array_agg(e.created_at) over w as times
            from %3$s as e
            window w as (
                partition by e.unit
                order by %4$s
                rows between current row and $6 following
            )
        ),

        walks as (
            -- the path of each start event: the names that lie within the time
            select
                f.unit,
                f.names[:(
                    select count(*)
                    from unnest(f.times) as t (at)
                    where %5$s <= $4
                )] as steps
            from followed as f
            where f.is_start and f.created_at >= $2 and f.created_at < $3
        ),

        unit_walks as (
            select w.unit, w.steps, count(*) as times
            from (%6$s) as w
            group by w.unit, w.steps
        )

        select
            array_to_string(p.steps, '' > ''),
            p.steps,
            sum(p.times)::bigint,
            count(*),
            round(sum(p.times) / sum(sum(p.times)) over (), 4)
        from unit_walks as p
        group by p.steps
        order by 3 desc, 4 desc, p.steps collate "C"
        limit $5',
        v_events,
        v_left_out,
        case
            -- a row of the same name may have begun before the events that are read
            when paths.collapse then format(
                '(
                    select *
                    from (
                        select
                            k.*,
                            lag(k.event_name) over (
                                partition by k.unit
                                order by k.created_at, k.event_name %1$s $1,
                                    k.event_name collate "C"
                            ) as name_before
                        from (
                            select * from known
                            union all
                            (
                                select distinct on (e.unit) e.unit, e.created_at, e.event_name
                                from %2$s as e
                                where
                                    e.created_at < $7
                                    and e.unit in (select k.unit from known as k)%3$s
                                order by
                                    e.unit, e.created_at desc, (e.event_name %1$s $1) desc,
                                    e.event_name collate "C" desc
                            )
                        ) as k
                    ) as k
                    where k.created_at >= $7 and k.name_before is distinct from k.event_name
                )',
                case when v_is_before then '=' else '<>' end,
                v_events,
                v_left_out
            )
            else 'known'
        end,
        v_order,
        case when v_is_before then 'f.created_at - t.at' else 't.at - f.created_at' end,
        case
            when v_is_before then
                'select
                    w.unit,
                    array(
                        select n.name
                        from unnest(w.steps) with ordinality as n (name, place)
                        order by n.place desc
                    ) as steps
                from walks as w'
            when paths.end_event is not null then
                'select w.unit, w.steps[:e.place] as steps
                from (
                    select w.unit, w.steps, array_position(w.steps, $10, 2) as place
                    from walks as w
                ) as e
                cross join lateral (select e.unit, e.steps) as w
                where e.place is not null'
            else 'select w.unit, w.steps from walks as w'
        end
    )
    using
        paths.start_event, v_since, v_until, v_within, paths.max_rows, paths.depth,
        case when v_is_before then v_since - v_within else v_since end,
        case when v_is_before then v_until else v_until + v_within end,
        paths.leave_out, paths.end_event;
end
$$;

comment on function template.paths(
    text, anycompatible, anycompatible, interval, int, int, text,
    text, text, text[], boolean, text, jsonb, text
) is
'How often units take each path of events after a start event, before it (direction), or from it '
'to end_event, the most frequent first; '
'since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of '
'time_zone. PT400 for a wrong argument. '
'select * from paths(''signup'', depth => 3)';
grant execute on function template.paths(
    text, anycompatible, anycompatible, interval, int, int, text,
    text, text, text[], boolean, text, jsonb, text
) to template__read;
