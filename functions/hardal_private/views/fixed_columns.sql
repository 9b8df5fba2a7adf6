-- The names that no property's column of a typed view can have: what every such view begins with, and the name that it is of.
create or replace function hardal_private.fixed_columns()
returns name[]
language sql
immutable
parallel safe
return '{id,created_at,event_date,event_name,hardal_server_request_id,client_id,received_at,properties}'::name[];

comment on function hardal_private.fixed_columns() is 'The columns of a typed view that are no properties, and event_name';
