-- Returns the beginning of a name that has at most so many bytes (63 or less). It ends with a whole
-- character, because the cast to name cuts there.
create or replace function hardal_private.cut_name(name text, bytes int)
returns text
language sql
immutable
parallel safe
return substr((repeat('_', 63 - bytes) || name)::name::text, 64 - bytes);

comment on function hardal_private.cut_name(text, int) is
'Returns as many whole characters of the name as have room in so many bytes, at most 63';
