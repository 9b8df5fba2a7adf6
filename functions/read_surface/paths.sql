-- Paths report: returns the paths of events that clients take after a start event, the most
-- frequent paths first.
--
-- Each start event in [since, until) gives one path: its name, and the names of the client's next
-- events. A path has up to `depth` events after the start event, of any name. An event later than
-- `within` after the start event is not part of the path. An event after until may be part of it.
-- At the same instant start events come first, then the other events by name.
create or replace function template.paths(
    start_event text,
    since anycompatible default null,
    until anycompatible default null,
    within interval default '1 hour',
    depth int default 4,
    max_rows int default 50,
    time_zone text default 'UTC'
)
returns setof hardal.path
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since timestamptz;
    v_until timestamptz;
    v_within interval;
    v_read_until timestamptz;
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
    v_within := hardal_helpers.fixed_span(paths.within);
    v_since := hardal_helpers.since(to_jsonb(paths.since) #>> '{}', paths.time_zone);
    v_until := hardal_helpers.until(to_jsonb(paths.until) #>> '{}', paths.time_zone);
    perform hardal_helpers.require_events('template', array[paths.start_event]);
    v_read_until := v_until + v_within;
    return query
    with followed as (
        -- each event of clients that have a start event, with the next events of the same client
        select
            e.client_id,
            e.created_at,
            e.event_name = paths.start_event as is_start,
            array_agg(e.event_name) over w as names,
            array_agg(e.created_at) over w as times
        from template.events as e
        where
            e.created_at >= v_since and e.created_at < v_read_until
            and e.client_id in (
                select i.client_id
                from template.events as i
                where
                    i.event_name = paths.start_event
                    and i.created_at >= v_since
                    and i.created_at < v_until
            )
        window w as (
            partition by e.client_id
            order by e.created_at, e.event_name <> paths.start_event, e.event_name collate "C"
            rows between current row and paths.depth following
        )
    ),

    walks as (
        -- the path of each start event: the names that lie within the time
        select
            f.client_id,
            f.names[:(
                select count(*)
                from unnest(f.times) as t (at)
                where t.at <= f.created_at + v_within
            )] as steps
        from followed as f
        where f.is_start and f.created_at < v_until
    ),

    client_walks as (
        select w.client_id, w.steps, count(*) as times
        from walks as w
        group by w.client_id, w.steps
    )

    select
        array_to_string(p.steps, ' > '),
        p.steps,
        sum(p.times)::bigint,
        count(*),
        round(sum(p.times) / sum(sum(p.times)) over (), 4)
    from client_walks as p
    group by p.steps
    order by 3 desc, 4 desc, p.steps collate "C"
    limit paths.max_rows;
end
$$;

comment on function template.paths(
    text, anycompatible, anycompatible, interval, int, int, text
) is
'How often clients take each path of events after a start event, the most frequent first; '
'since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of '
'time_zone. PT400 for a wrong argument. '
'select * from paths(''signup'', depth => 3)';
grant execute on function template.paths(
    text, anycompatible, anycompatible, interval, int, int, text
) to template__read;
