-- Returns the name that is most like a misspelt one: the one with which it shares the largest part
-- of its pairs of letters. At most the first 64 letters of each name are compared.
create or replace function hardal_helpers.nearest(name text, names text[])
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with spelt as (
        select w.place, w.name, lower(left(w.name, 64)) as letters
        from unnest(nearest.name || nearest.names) with ordinality as w (name, place)
    ),

    pairs as (
        select distinct s.place, substr(' ' || s.letters || ' ', g.n, 2) as pair
        from spelt as s
        cross join lateral generate_series(1, length(s.letters) + 1) as g (n)
    ),

    sizes as (
        select p.place, count(*) as pairs
        from pairs as p
        group by p.place
    )

    select s.name
    from pairs as w
    inner join pairs as p on w.pair = p.pair and w.place = 1 and p.place > 1
    inner join spelt as s on p.place = s.place
    inner join sizes as a on p.place = a.place
    inner join sizes as b on w.place = b.place
    group by s.name, s.place, a.pairs, b.pairs
    -- twice the pairs that both have, of the pairs of both
    having 2.0 * count(*) / (a.pairs + b.pairs) > 0.3
    order by 2.0 * count(*) / (a.pairs + b.pairs) desc, s.place asc
    limit 1
$$;

comment on function hardal_helpers.nearest(text, text[]) is
'For the reports: the one of these names that is most like the name; null where none is like it';
grant execute on function hardal_helpers.nearest(text, text[]) to public;
