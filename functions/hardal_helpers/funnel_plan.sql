-- Checks the arguments that all reports of funnels have, and returns what their queries are made
-- of: the text of the chains (funnel_chains), and the parameters of this text.
--
-- valued is the text of one more CTE, valued (unit, value), where by is not of the first step: of a
-- later step, each unit's value in its first event that reaches the step; of the unit, its latest
-- value in the time of the report. It is empty otherwise, and the chains have the values.
--
-- step_filters is an array with a filter or null for each step. exclude is an array of
-- {"event": ..., "between": [1, 2], "filter": ...}; without between, the event may not lie between
-- the first and the last step.
create or replace function hardal_helpers.funnel_plan(
    tenant text,
    steps text[],
    within interval,
    since timestamptz,
    until timestamptz,
    by text,
    unit text,
    filter jsonb,
    cohort text,
    step_filters jsonb,
    ordering text,
    exclude jsonb,
    first_ever boolean,
    by_of text,
    value text default null,
    kept int[] default '{}',
    all_starts boolean default false
)
returns table (chains text, firsts text, valued text, later_until timestamptz, span interval)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count constant int := coalesce(cardinality(steps), 0);
    v_events text;
    v_first_events text;
    v_all_events text;
    v_shared text := '';
    v_conditions text[] := array[]::text[];
    v_exclusions jsonb := '[]'::jsonb;
    v_one jsonb;
    v_between jsonb;
    v_from int;
    v_to int;
    v_by_step int;
    v_value text := funnel_plan.value;
begin
    step_filters := coalesce(hardal_helpers.written_json(step_filters), '[]');
    exclude := coalesce(hardal_helpers.written_json(exclude), '[]');
    perform hardal_helpers.require_argument(
        v_count between 1 and 20 and array_dims(steps) = format('[1:%s]', v_count)
        and not exists (
            select from unnest(funnel_plan.steps) as s (name) where s.name is null
        ),
        'steps are 1 to 20 event names',
        'such as {view_item,add_to_cart,purchase}'
    );
    perform hardal_helpers.require_argument(
        within >= '0', 'within is an interval, and not negative', 'such as 7 days'
    );
    perform hardal_helpers.require_argument(
        ordering in ('ordered', 'strict', 'any'),
        format('there is no ordering %L', ordering),
        'ordered (other events may lie between the steps), strict (none may), or any'
    );
    perform hardal_helpers.require_argument(
        ordering <> 'any'
        or v_count = (select count(distinct s.name) from unnest(funnel_plan.steps) as s (name)),
        'steps in any order are different events',
        'leave one out, or take the ordering ordered'
    );
    perform hardal_helpers.require_argument(
        by_of in ('first', 'unit') or (by_of ~ '^[0-9]{1,2}$' and by_of::int between 1 and v_count),
        format('by_of %L is none of the steps', by_of),
        format('first, a number from 1 to %s, or unit', v_count)
    );
    v_by_step := case by_of when 'first' then 1 when 'unit' then null else by_of::int end;
    perform hardal_helpers.require_argument(
        by is null or ordering <> 'any' or coalesce(v_by_step, 1) = 1,
        'with steps in any order, by is of the first step or of the unit',
        'first or unit'
    );
    span := hardal_helpers.fixed_span(within);
    later_until := until + span;
    perform hardal_helpers.require_events(tenant, steps);

    v_events := hardal_helpers.report_events(
        tenant, steps, since, later_until, unit, filter, cohort
    );
    v_all_events := hardal_helpers.report_events(tenant, steps, since, later_until, unit);

    perform hardal_helpers.require_argument(
        case jsonb_typeof(step_filters)
            when 'array' then jsonb_array_length(step_filters) <= v_count
        end,
        'step_filters is an array with a filter or null for each step',
        'such as [null, {"price": {"gte": 10}}]'
    );
    for k in 1..v_count loop
        v_conditions := array_append(
            v_conditions,
            hardal_helpers.filter_expression(
                tenant, array[steps[k]], nullif(step_filters -> (k - 1), 'null'), since, later_until
            )
        );
    end loop;

    perform hardal_helpers.require_argument(
        case jsonb_typeof(exclude) when 'array' then jsonb_array_length(exclude) <= 10 end,
        'exclude is an array of at most 10 events that must not lie between two steps',
        'such as [{"event": "refund", "between": [1, 2]}]'
    );
    perform hardal_helpers.require_argument(
        ordering <> 'any' or exclude = '[]',
        'steps in any order have nothing between them',
        'leave exclude out'
    );
    for v_one in select x.value from jsonb_array_elements(exclude) as x (value) loop
        perform hardal_helpers.require_argument(
            case jsonb_typeof(v_one) when 'object' then
                jsonb_typeof(v_one -> 'event') = 'string'
                and v_one - '{event,between,filter}'::text[] = '{}'
            end,
            'an element of exclude has an event, and may have between and filter',
            'such as {"event": "refund", "between": [1, 2], "filter": {"full": true}}'
        );
        v_between := coalesce(v_one -> 'between', jsonb_build_array(1, v_count));
        -- compared as JSON, since a number can be beyond every type
        select f.step, t.step into v_from, v_to
        from generate_series(1, v_count) as f (step)
        inner join generate_series(1, v_count) as t (step) on f.step < t.step
        where v_between = jsonb_build_array(f.step, t.step);
        perform hardal_helpers.require_argument(
            v_from is not null,
            format('exclude lies between %s, which are no two steps', left(v_between::text, 80)),
            format('such as [1, %s]: two steps, the earlier one first', greatest(v_count, 2))
        );
        perform hardal_helpers.require_events(tenant, array[v_one ->> 'event']);
        v_exclusions := v_exclusions || jsonb_build_object(
            'from', v_from,
            'to', v_to,
            'condition', concat_ws(
                ' and ',
                format('e.event_name = %L', v_one ->> 'event'),
                hardal_helpers.filter_expression(
                    tenant, array[v_one ->> 'event'], nullif(v_one -> 'filter', 'null'), since,
                    later_until
                )
            )
        );
        if v_from > 1 and v_from < v_to - 1 then
            kept := kept || v_from;
        end if;
    end loop;

    valued := '';
    if by is not null and v_by_step = 1 then
        v_value := hardal_helpers.value_expression(
            hardal_helpers.find_property(tenant, steps[1:1], by, since, until)
        );
    elsif by is not null and v_by_step is null then
        valued := format(
            ', valued as (
                select distinct on (e.unit) e.unit, e.value
                from (
                    select e.unit, e.created_at, %s as value
                    from %s as e
                    where
                        e.created_at >= $2 and e.created_at < $4
                        and e.unit in (select v.unit from step_1 as v)
                ) as e
                where e.value is not null
                order by e.unit, e.created_at desc, e.value collate "C"
            )',
            hardal_helpers.value_expression(
                hardal_helpers.find_property(tenant, null, by, since, later_until)
            ),
            v_all_events
        );
    elsif by is not null then
        valued := format(
            ', valued as (
                select distinct on (e.unit) e.unit, e.value
                from (
                    select v.unit, v.t, %1$s as value
                    from step_%2$s as v
                    inner join %3$s as e on v.unit = e.unit and v.t = e.created_at
                    where e.event_name = ($1)[%2$s]%4$s
                ) as e
                order by e.unit, e.t, e.value is null, e.value collate "C"
            )',
            hardal_helpers.value_expression(
                hardal_helpers.find_property(
                    tenant, steps[v_by_step:v_by_step], by, since, later_until
                )
            ),
            v_by_step,
            v_events,
            coalesce(' and ' || v_conditions[v_by_step], '')
        );
    end if;

    -- Of another unit than the client, events are joined with it: once for all steps.
    v_first_events := v_events;
    if unit <> 'client' then
        v_shared := format(
            'step_events as materialized (
                select e.event_name, e.created_at, e.unit%s
                from %s as e
                where
                    e.event_name = any ($1) and e.created_at < $4 and e.created_at >= %s
                    and e.unit is not null
            ), ',
            case
                when
                    v_value like '%e.properties%' or valued like '%e.properties%'
                    or array_to_string(v_conditions, '') <> ''
                    then ', e.properties'
                else ''
            end,
            v_events,
            case
                when first_ever then '''-infinity'''
                when ordering = 'any' then '$2 - $5'
                else '$2'
            end
        );
        v_events := 'step_events';
    end if;
    chains := hardal_helpers.funnel_chains(
        steps, v_events, v_all_events, v_conditions, v_value, ordering, first_ever, v_exclusions,
        array(select distinct n.step from unnest(funnel_plan.kept) as n (step) order by n.step),
        all_starts or valued <> '',
        v_shared
    );
    firsts := hardal_helpers.funnel_chains(
        steps[1:1], v_first_events, v_all_events, v_conditions, v_value, 'ordered', first_ever,
        '[]', array[]::int[], true
    );
    return next;
end
$$;

comment on function hardal_helpers.funnel_plan(
    text,
    text[],
    interval,
    timestamptz,
    timestamptz,
    text,
    text,
    jsonb,
    text,
    jsonb,
    text,
    jsonb,
    boolean,
    text,
    text,
    int[],
    boolean
) is
'For the reports of funnels: checks their arguments, and returns the texts and parameters of their '
'queries: all chains, those of the first step alone, and the values of units; PT400 for a wrong '
'argument';
grant execute on function hardal_helpers.funnel_plan(
    text,
    text[],
    interval,
    timestamptz,
    timestamptz,
    text,
    text,
    jsonb,
    text,
    jsonb,
    text,
    jsonb,
    boolean,
    text,
    text,
    int[],
    boolean
) to public;
