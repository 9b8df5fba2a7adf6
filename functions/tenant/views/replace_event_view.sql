-- Creates or replaces a typed view with the columns that view_columns has for it, and grants it.
create or replace function template__store.replace_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted, values are literals, expressions are hardal's own:
    -- @plpgsql_check_options: security_warnings = off
    v_columns text := (
        select string_agg(
            format(
                E',\n    %s as %I',
                hardal_private.property_expression(
                    template.property_keys(c.property),
                    c.column_type,
                    c.pinned,
                    'template.as_timestamp'
                ),
                c.column_name
            ),
            ''
            order by c.place
        )
        from template__store.view_columns as c
        where c.event_name = replace_event_view.event_name
    );
begin
    execute format(
        'create or replace view template.%I with (security_invoker = true) as
select
    e.id,
    e.created_at,
    (e.created_at at time zone ''UTC'')::date as event_date,
    e.hardal_server_request_id,
    e.client_id,
    e.received_at,
    e.properties%s
from template.events as e
where e.event_name = %L',
        view_name, v_columns, event_name
    );
    execute format('revoke all on template.%I from public', view_name);
    execute format('grant select on template.%I to template__read', view_name);
end
$$;

comment on function template__store.replace_event_view(text, name) is
'Creates or replaces the typed view of an event name from view_columns, and grants it to readers';
