-- Returns the query of the units that did one of these events (did: a name, or an array of names),
-- for cohort_condition: at least once between since and until. These are texts of cohort_instant.
-- The condition may have
-- - filter: only events whose properties match it are looked at;
-- - at_least and at_most: how many times;
-- - first: true: the first of these events ever lies between since and until.
create or replace function hardal_private.cohort_did(
    tenant text,
    unit text,
    source text,
    condition jsonb,
    did jsonb,
    since text,
    until text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_names text[];
    v_first boolean;
    v_at_least bigint;
    v_at_most bigint;
    v_span text;
begin
    perform hardal_helpers.require_argument(
        case jsonb_typeof(did)
            when 'string' then true
            when 'array' then
                jsonb_array_length(did) between 1 and 100
                and not jsonb_path_exists(did, '$[*] ? (@.type() != "string")')
        end,
        format('no event is named by %s', left(did::text, 80)),
        'write the name of an event, or an array of names'
    );
    v_names := case jsonb_typeof(did)
        when 'string' then array[did #>> '{}']
        else array(select n.name from jsonb_array_elements_text(did) as n (name))
    end;
    perform hardal_helpers.require_events(tenant, v_names);
    perform hardal_helpers.require_argument(
        coalesce(condition -> 'first', 'false') in ('true', 'false')
        and (
            condition -> 'first' is distinct from 'true'
            or (coalesce(since, until) is not null and not condition ?| '{at_least,at_most}')
        ),
        'first is true or false; true goes with since, until or both, without at_least and at_most',
        'such as {"did": "signup", "first": true, "since": "2024-10-01"}'
    );
    perform hardal_helpers.require_argument(
        coalesce(condition ->> 'at_least', '1') ~ '^[1-9][0-9]{0,8}$'
        and coalesce(condition ->> 'at_most', '1') ~ '^[1-9][0-9]{0,8}$',
        'at_least and at_most are whole numbers from 1 on',
        'for units that never did it write {"did_not": "purchase"}'
    );
    v_first := coalesce(condition -> 'first', 'false') = 'true';
    v_at_least := (condition ->> 'at_least')::bigint;
    v_at_most := (condition ->> 'at_most')::bigint;
    perform hardal_helpers.require_argument(
        coalesce(v_at_most >= v_at_least, true),
        'at_most is less than at_least',
        'no unit can meet this condition'
    );
    v_span := case when v_first then 'min(e.created_at)' else 'e.created_at' end;
    v_span := concat(
        ' and ' || v_span || ' >= ' || since,
        ' and ' || v_span || ' < ' || until
    );
    return concat(
        format(
            'select %1$s as unit from %2$s where e.event_name = any (%3$L::text[]) '
            'and %1$s is not null',
            unit,
            source,
            v_names::text
        ),
        ' and ' || hardal_helpers.filter_expression(
            tenant, v_names, condition -> 'filter', '-infinity', 'infinity'
        ),
        case when not v_first then v_span end,
        format(' group by %s', unit),
        ' having true',
        case when v_first then v_span end,
        ' and count(*) >= ' || nullif(v_at_least, 1),
        ' and count(*) <= ' || v_at_most
    );
end
$$;

comment on function hardal_private.cohort_did(text, text, text, jsonb, jsonb, text, text) is
'The query of the units that did one of these events, so many times, between two instants; '
'PT400 for a wrong argument, and for an event or a property that does not exist';
