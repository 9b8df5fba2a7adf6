-- Returns the units a second of a time of Mixpanel. A time of 100,000,000,000 or more is in
-- milliseconds: as seconds it is the year 5138, as milliseconds 1973.
create or replace function hardal_private.mixpanel_unit(moment jsonb)
returns int
language sql
immutable
parallel safe
return case
    when jsonb_typeof(moment) = 'number' and moment >= '100000000000' then 1000
    else 1
end;

comment on function hardal_private.mixpanel_unit(jsonb) is
'1 where a time of Mixpanel is in seconds, 1000 where it is in milliseconds';
