-- Returns the names that a property's column cannot have: the columns that every typed view begins
-- with, and event_name.
create or replace function hardal_private.fixed_columns()
returns name[]
language sql
immutable
parallel safe
return array[
    'id', 'created_at', 'event_date', 'event_name', 'hardal_server_request_id', 'client_id',
    'received_at', 'properties'
]::name[];

comment on function hardal_private.fixed_columns() is
'Returns the columns that every typed view begins with, and event_name';
