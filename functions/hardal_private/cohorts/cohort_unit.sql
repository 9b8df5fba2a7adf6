-- Returns the unit of a cohort's definition: client where it names none.
create or replace function hardal_private.cohort_unit(definition jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_helpers.require_argument(
        coalesce(jsonb_typeof(definition -> 'unit'), 'string') = 'string',
        format('the unit is %s', left((definition -> 'unit')::text, 80)),
        'write client, person, or a property such as account_id'
    );
    return coalesce(definition ->> 'unit', 'client');
end
$$;

comment on function hardal_private.cohort_unit(jsonb) is
'The unit of a cohort''s definition: client, person, or a property; PT400 where it is no text';
