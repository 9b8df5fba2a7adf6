-- Whether an event can be printed without harm: 9 bytes such as 1e131071 print as 131 kB, and a value that prints as a gigabyte
-- breaks whoever reads or dumps its table. A hundred long numbers are 13 MB at most.
create or replace function hardal_private.is_printable(event jsonb)
returns boolean
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select pg_column_size(event) < 67108864 and (
        select count(*) < 100
        from (
            select
            from jsonb_path_query(event, 'strict $.** ? (@.type() == "number")') as n (value)
            where hardal_private.is_long_number(n.value::numeric)
            limit 100
        ) as long_number
    )
$$;

comment on function hardal_private.is_printable(jsonb) is
'Whether an event''s text is of a size to be had: fewer than 100 long numbers, less than 64 MiB';
