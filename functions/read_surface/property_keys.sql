-- Returns the keys of a property that is named as property_catalog names it: nested_data.category
-- has the keys nested_data and category. The operator #>> takes these keys and returns the
-- property's value. Dots separate the keys. A backslash takes the next character as it is. A key
-- may be empty.
create or replace function template.property_keys(property text)
returns text[]
language sql
immutable
parallel safe
begin atomic
    -- a dot is put in front, so that every key has a dot before it
    select array_agg(regexp_replace(k.found[1], '\\(.)', '\1', 'g') order by k.place)
    from regexp_matches(
        '.' || property, '\.((?:\\.|[^.\\]|\\$)*)', 'g'
    ) with ordinality as k (found, place);
end;

comment on function template.property_keys(text) is
'The keys of a property: property_keys(''nested_data.category'') is {nested_data,category}; '
'null for null';
grant execute on function template.property_keys(text) to template__read, template__aggregate;
