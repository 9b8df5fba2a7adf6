-- Returns how many columns of properties maintenance gives a typed view at most. All other
-- properties stay in the column properties. A column that a DBA pins is made beyond this limit.
create or replace function hardal_private.column_places()
returns int
language sql
immutable
parallel safe
return 100;

comment on function hardal_private.column_places() is
'Returns how many columns of properties maintenance gives a typed view at most';
