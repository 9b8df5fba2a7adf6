-- Returns an argument of JSON as it is meant. PostgREST hands an argument of a GET over as a JSON
-- string, so a string is read as JSON here.
create or replace function hardal_helpers.written_json(value jsonb)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if jsonb_typeof(value) = 'string' then
        return (value #>> '{}')::jsonb;
    end if;
    return value;
exception when invalid_text_representation then
    perform hardal_helpers.require_argument(
        false,
        format('%s is no JSON', left(value::text, 80)),
        'such as {"price": {"gte": 10}}'
    );
    return null;
end
$$;

comment on function hardal_helpers.written_json(jsonb) is
'For the reports: an argument of JSON; a string is read as JSON; PT400 where it is none';
grant execute on function hardal_helpers.written_json(jsonb) to public;
