-- Returns the text of an expression: the beginning of an instant's month, as a timestamp of UTC.
-- instant is the text of an expression, too; where it is null, the result is null.
create or replace function hardal_helpers.month_of(instant text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select format('date_trunc(''month'', %s at time zone ''UTC'')', instant)
    where instant is not null
$$;

comment on function hardal_helpers.month_of(text) is
'For the reports: the text of an expression of the beginning of an instant''s month in UTC';
grant execute on function hardal_helpers.month_of(text) to public;
