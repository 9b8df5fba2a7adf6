-- The properties of one event, nested objects flattened: a row for each value, with the keys that lead to it joined by dots
-- (a dot or backslash within a key has a backslash before it). Bounded: 8 levels, 200 bytes of a property.
-- Bound when it is created, and without SET, so that it is inlined into the views that read it.
create or replace function template.flatten(properties jsonb)
returns table (property text, json_type text, value jsonb)
language sql
immutable
parallel safe
begin atomic
    with recursive found as (
        select
            1 as level,
            replace(replace(k.key, '\', '\\'), '.', '\.') as property,
            k.value
        from jsonb_each(properties) as k (key, value)
        union all
        select
            f.level + 1,
            f.property || '.' || replace(replace(k.key, '\', '\\'), '.', '\.'),
            k.value
        from found as f
        cross join jsonb_each(case when jsonb_typeof(f.value) = 'object' then f.value end) as k (key, value)
        where f.level < 8 and octet_length(f.property) < 200
    )

    select
        f.property,
        jsonb_typeof(f.value) as json_type,
        f.value
    from found as f
    where octet_length(f.property) <= 200;
end;

comment on function template.flatten(jsonb) is
'The properties of an event, a row each: property (keys joined by dots), JSON type and value; select * from events cross join flatten(properties)';
grant execute on function template.flatten(jsonb) to template__read, template__aggregate;
