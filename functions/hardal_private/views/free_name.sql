-- Returns the first of name, name_2, name_3, ... that is not taken. The name is cut before the
-- number is added, so that long names stay different.
create or replace function hardal_private.free_name(name text, taken name[])
returns name
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select n.name
    from generate_series(1, cardinality(taken) + 1) as g (number)
    cross join lateral (
        select case
            when g.number = 1 then free_name.name
            else
                hardal_private.cut_name(free_name.name, 62 - length(g.number::text))
                || '_' || g.number
        end::name as name
    ) as n
    where n.name <> all (taken)
    order by g.number
    limit 1
$$;

comment on function hardal_private.free_name(text, name[]) is
'Returns the name, with a number behind it where the name is taken';
