-- Returns the properties of one event, with nested objects flattened: one row for each value.
-- Objects have a row too. The property is the keys that lead to the value, joined by dots. A dot or
-- a backslash inside a key gets a backslash before it.
--
-- It returns at most 8 levels, and only properties whose name has at most 200 bytes.
--
-- The body is SQL-standard and the function has no SET, so that it is inlined into the views that
-- call it.
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
        cross join
            jsonb_each(
                case when jsonb_typeof(f.value) = 'object' then f.value end
            ) as k (key, value)
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
'The properties of an event, one row each: property (its keys joined by dots), JSON type, value: '
'select * from events cross join flatten(properties)';
grant execute on function template.flatten(jsonb) to template__read, template__aggregate;
