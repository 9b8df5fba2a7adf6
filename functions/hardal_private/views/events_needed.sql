-- Returns how many events a name or property must have for the next place: a typed view among the
-- views of a tenant, or a column in a view. The first half of the places is given at first sight.
-- The other half waits for frequent names, and the last places for very frequent ones. So rare
-- names that come first leave room, and nothing that was made has to go.
create or replace function hardal_private.events_needed(places_left bigint, places int)
returns int
language sql
immutable
parallel safe
return case
    when places_left > places / 2 then 1
    when places_left > places / 4 then 10
    when places_left > places / 20 then 1000
    when places_left > 0 then 100000
end;

comment on function hardal_private.events_needed(bigint, int) is
'Returns how many events a name or property must have for a view or column, where so many of all '
'places are left; null where none is left';
