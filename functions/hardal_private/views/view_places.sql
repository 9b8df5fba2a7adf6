-- Returns how many typed views maintenance makes for a tenant at most, so that a flood of event
-- names cannot fill the catalogue. A view that a DBA asks for is made beyond this limit.
create or replace function hardal_private.view_places()
returns int
language sql
immutable
parallel safe
return 200;

comment on function hardal_private.view_places() is
'Returns how many typed views maintenance makes for a tenant at most';
