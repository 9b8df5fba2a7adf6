-- Returns the number of a time that is counted after 1970, as a number or its text, of at most 18
-- digits before the point. Null for every other value: it is no such time.
-- The function is inlined where its argument is a column.
create or replace function hardal_private.epoch_units(value jsonb)
returns numeric
language sql
immutable
parallel safe
return case
    when jsonb_typeof(value) = 'number'
        then
            case
                when abs(value::numeric) < 1e18 and scale(value::numeric) <= 40
                    then value::numeric
            end
    when
        jsonb_typeof(value) = 'string'
        and value #>> '{}' ~ '^-?[0-9]+(?:\.[0-9]+)?$'
        and length(value #>> '{}') < 40
        then (value #>> '{}')::numeric
end;

comment on function hardal_private.epoch_units(jsonb) is
'The number of a time that is counted after 1970; null where the value is no such number';
