-- Returns the query of the units that meet one condition of a cohort, for cohort_group: one column,
-- unit, without nulls. For did_not it is the query of the units that did it. unit is the text of
-- unit_expression, source that of the events to read.
--
-- A condition is one of
-- - {"did": "purchase"}, or one of several: {"did": ["purchase", "renewal"]}: see cohort_did;
-- - {"did_not": "refund"}, with filter, since and until;
-- - {"last": {"plan": "pro"}}, with since and until: see cohort_last.
create or replace function hardal_private.cohort_condition(
    tenant text, unit text, source text, condition jsonb, time_zone text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- cohort_instant has made the texts: @plpgsql_check_options: security_warnings = off
    v_kind constant text := (
        select min(k.kind)
        from unnest(array['did', 'did_not', 'last']) as k (kind)
        where condition ? k.kind
        having count(*) = 1
    );
    v_allowed constant text[] := case v_kind
        when 'did' then '{filter,since,until,at_least,at_most,first}'::text[]
        when 'did_not' then '{filter,since,until}'
        else '{since,until}'
    end;
    v_since constant text := hardal_private.cohort_instant(
        'since', condition -> 'since', time_zone
    );
    v_until constant text := hardal_private.cohort_instant(
        'until', condition -> 'until', time_zone
    );
    v_unknown text;
    v_ordered boolean;
begin
    perform hardal_helpers.require_argument(
        v_kind is not null,
        format('this is no condition of a cohort: %s', left(condition::text, 200)),
        'a condition has one of did, did_not and last: {"did": "purchase", "at_least": 2}'
    );
    select min(k.key) into v_unknown
    from jsonb_object_keys(condition) as k (key)
    where k.key <> all (v_allowed || v_kind);
    perform hardal_helpers.require_argument(
        v_unknown is null,
        format('a condition with %s has no %s', v_kind, to_jsonb(left(v_unknown, 80))),
        concat(
            'did you mean ' || to_json(hardal_helpers.nearest(v_unknown, v_allowed))::text || '? ',
            format('it may have %s', array_to_string(v_allowed, ', '))
        )
    );
    execute format('select %s <= %s', coalesce(v_since, 'null'), coalesce(v_until, 'null'))
    into v_ordered;
    -- "30 days" ago moves on, and may come after a date that it does not reach yet
    perform hardal_helpers.require_argument(
        v_ordered is not false or (v_until ~ 'now' and v_since !~ 'now'),
        'until is before since',
        'no event lies between them; "30 days" means 30 days ago'
    );
    return case v_kind
        when 'last' then hardal_private.cohort_last(
            tenant, unit, source, condition -> 'last', v_since, v_until
        )
        else hardal_private.cohort_did(
            tenant, unit, source, condition, condition -> v_kind, v_since, v_until
        )
    end;
end
$$;

comment on function hardal_private.cohort_condition(text, text, text, jsonb, text) is
'The query of the units that meet a condition of a cohort; PT400 for a condition that is none, and '
'for an event or a property that does not exist';
