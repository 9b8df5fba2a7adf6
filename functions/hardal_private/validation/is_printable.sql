-- Whether an event can be printed without harm: 9 bytes such as 1e131071 print as 131 kB, and a value that prints as a gigabyte
-- breaks whoever reads or dumps its table. What long numbers would print as is estimated from above, and may be 1 MiB.
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
                scale(n.value::numeric)
                + case
                    when abs(n.value::numeric) < 1e200 then 200
                    when abs(n.value::numeric) < 1e2000 then 2000
                    else 131072
                end
            ) < 1048576
        from jsonb_path_query(event, 'strict $.** ? (@.type() == "number")') as n (value)
        where hardal_private.is_long_number(n.value::numeric)
    ), true)
$$;

comment on function hardal_private.is_printable(jsonb) is
'Whether an event''s text is of a size to be had: its long numbers less than 1 MiB, its jsonb less than 64 MiB';
