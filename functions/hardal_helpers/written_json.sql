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
exception when
    -- text that is no JSON, or JSON that jsonb cannot hold: the character of the code 0, a number
    -- that is too large, arrays that are nested too deeply
    invalid_text_representation or untranslatable_character or numeric_value_out_of_range
    or statement_too_complex
then
    perform hardal_helpers.require_argument(
        false,
        format('%s cannot be read as JSON', left(value::text, 80)),
        'such as {"price": {"gte": 10}}'
    );
    return null;
end
$$;

comment on function hardal_helpers.written_json(jsonb) is
'For the reports: an argument of JSON; a string is read as JSON; PT400 where it cannot be read';
grant execute on function hardal_helpers.written_json(jsonb) to public;
