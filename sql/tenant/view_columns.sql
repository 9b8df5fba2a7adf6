-- The typed views and their columns of properties. The view reads the store with its owner's
-- rights, for the same reason as daily_activity. The reports find a property by its column here.
create or replace view template.view_columns as
select
    v.event_name,
    v.view_name::text as view_name,
    c.column_name::text as column_name,
    c.property,
    c.column_type
from template__store.event_views as v
left join template__store.view_columns as c on v.event_name = c.event_name;

comment on view template.view_columns is
'Each typed view: its columns of properties, and the property that each of them shows';
comment on column template.view_columns.event_name is 'The events'' name, e.g. Order Completed';
comment on column template.view_columns.view_name is
'The typed view in this schema, e.g. order_completed';
comment on column template.view_columns.column_name is
'The column of the view, e.g. context_device_type; null where the view has no property yet';
comment on column template.view_columns.property is
'The property: its keys, joined by dots: context.device.type';
comment on column template.view_columns.column_type is
'text, numeric, boolean, timestamptz or jsonb';

revoke all on template.view_columns from public;
grant select on template.view_columns to template__read, template__aggregate;
