-- Returns where a property may be in an event, for filter_path: jsonpaths, each with the condition
-- under which it is the one. A key that is a whole number names a member of an object and an
-- element of an array, as it does for #>>; -1 is the last element. A property without such a key
-- has one place, and no condition.
create or replace function hardal_helpers.filter_places(keys text[])
returns table (condition text, place text)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with recursive places as (
        select
            0 as depth,
            null::text as condition,
            '$' as place
        union all
        select
            p.depth + 1,
            nullif(concat_ws(' && ', p.condition, s.condition), ''),
            p.place || s.step
        from places as p
        cross join lateral (
            select
                k.key,
                k.key ~ '^-?[0-9]{1,9}$' as is_number,
                format('%s.type() == "array"', p.place) as is_array
            from (select filter_places.keys[p.depth + 1]) as k (key)
        ) as k
        cross join lateral (
            values
            (
                case when k.is_number then format('(!(%1$s) || (%1$s) is unknown)', k.is_array) end,
                '.' || to_json(k.key)::text
            ),
            (
                k.is_array,
                case
                    when not k.is_number then null
                    when k.key::int < 0 then format('[last - %s]', -1 - k.key::int)
                    else format('[%s]', k.key::int)
                end
            )
        ) as s (condition, step)
        where p.depth < cardinality(filter_places.keys) and s.step is not null
    )

    select
        p.condition,
        p.place
    from places as p
    where p.depth = cardinality(filter_places.keys)
$$;

comment on function hardal_helpers.filter_places(text[]) is
'For the reports: the jsonpaths at which a property may be, each with the condition (null: none) '
'under which it is the one: a whole number is a member of an object or an element of an array';
grant execute on function hardal_helpers.filter_places(text[]) to public;
