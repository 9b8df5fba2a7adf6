-- Returns the events that a report reads, as the text of a subquery for FROM. Its columns are
-- event_name, created_at, properties, and unit: what the report counts. Only what is asked for is
-- in the text, so that a report of clients reads the same indexes as before there were units.
--
-- - unit is client, person, or a property: see unit_expression. It can be null.
-- - filter is a filter of properties, or null: see filter_path.
-- - cohort is the name of a cohort, or null. An event is in the cohort if the cohort has its unit;
--   this is the cohort's unit, which may be another one than the report's.
-- - event_names are the events that the report reads (null: any), and since and until the time;
--   they are only used to find properties. The subquery has all events.
--
-- The text is made of quoted names and literals alone.
create or replace function hardal_helpers.report_events(
    tenant text,
    event_names text[],
    since timestamptz,
    until timestamptz,
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_unit constant text := hardal_helpers.unit_expression(
        tenant, event_names, unit, since, until
    );
    v_known text[];
    v_cohort_view text;
    v_unit_of_cohort text;
    -- a null is no condition
    v_conditions text[] := array[
        hardal_helpers.filter_expression(tenant, event_names, filter, since, until)
    ];
begin
    if cohort is not null then
        execute format('select array(select c.name from %I.cohorts as c)', tenant) into v_known;
        perform hardal_helpers.require_argument(
            cohort = any (v_known),
            format('there is no cohort %s', to_jsonb(left(cohort, 80))),
            concat(
                'did you mean ' || to_json(hardal_helpers.nearest(cohort, v_known))::text || '? ',
                'the view cohorts lists them'
            )
        );
        execute format(
            'select c.view_name, c.unit from %I.cohorts as c where c.name = $1', tenant
        ) into v_cohort_view, v_unit_of_cohort using cohort;
        v_conditions := v_conditions || format(
            '%s in (select c.unit_id from %I.%I as c)',
            hardal_helpers.unit_expression(tenant, null, v_unit_of_cohort, since, until),
            tenant,
            v_cohort_view
        );
    end if;
    return format(
        '(select e.event_name, e.created_at, e.properties, %s as unit from %I.events as e%s%s)',
        v_unit,
        tenant,
        case
            when 'person' in (unit, v_unit_of_cohort) then format(
                ' left join %I.identities as i on e.client_id = i.client_id', tenant
            )
        end,
        ' where ' || nullif(array_to_string(v_conditions, ' and '), '')
    );
end
$$;

comment on function hardal_helpers.report_events(
    text, text[], timestamptz, timestamptz, text, jsonb, text
) is
'For the reports: the events with their unit, as the text of a subquery for FROM: event_name, '
'created_at, properties, unit. PT400 where there is no such property or cohort';
grant execute on function hardal_helpers.report_events(
    text, text[], timestamptz, timestamptz, text, jsonb, text
) to public;
