-- Returns the unit of a cohort as it is stored: client, person, or a property by its keys, as
-- property_catalog names it. A property may be given by the column of a typed view, which can go.
create or replace function hardal_private.cohort_unit(tenant text, unit text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_helpers.require_argument(
        unit <> '', 'unit is required', 'client, person, or a property such as account_id'
    );
    return case
        when unit in ('client', 'person') then unit
        else (
            select string_agg(regexp_replace(k.key, '([.\\])', '\\\1', 'g'), '.' order by k.place)
            from unnest(
                hardal_helpers.find_property(tenant, null, unit, '-infinity', 'infinity')
            ) with ordinality as k (key, place)
        )
    end;
end
$$;

comment on function hardal_private.cohort_unit(text, text) is
'The unit of a cohort: client, person, or a property by its keys; PT400 where there is none';
