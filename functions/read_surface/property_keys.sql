-- The keys of a property's property as property_catalog has it, for properties #>> property_keys('nested_data.category'): dots separate
-- them, a backslash takes the next character as it is, and a key may be empty.
create or replace function template.property_keys(property text)
returns text[]
language sql
immutable
parallel safe
begin atomic
    -- with a dot before it, each key has one
    select array_agg(regexp_replace(k.found[1], '\\(.)', '\1', 'g') order by k.place)
    from regexp_matches('.' || property, '\.((?:\\.|[^.\\]|\\$)*)', 'g') with ordinality as k (found, place);
end;

comment on function template.property_keys(text) is 'The keys of a property''s property: property_keys(''nested_data.category'') is {nested_data,category}';
grant execute on function template.property_keys(text) to template__read, template__aggregate;
