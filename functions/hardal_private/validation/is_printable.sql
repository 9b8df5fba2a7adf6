-- Tells whether an event can be printed without harm. The 9 bytes 1e131071 print as 131 kB, and a
-- value that prints as a gigabyte breaks every query and every dump of its table. The text of wide
-- numbers is estimated from above; it may have 16 MiB.
create or replace function hardal_private.is_printable(event jsonb)
returns boolean
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select pg_column_size(event) < 67108864 and coalesce((
        select
            sum(
                scale(n.value)
                + case
                    when abs(n.value) < 1e200 then 200
                    when abs(n.value) < 1e2000 then 2000
                    else 131072
                end
            ) < 16777216
        from unnest(hardal_private.wide_numbers(event)) as n (value)
    ), true)
$$;

comment on function hardal_private.is_printable(jsonb) is
'Whether an event''s text is of a size that can be printed: its wide numbers have less than '
'16 MiB, its jsonb has less than 64 MiB';
