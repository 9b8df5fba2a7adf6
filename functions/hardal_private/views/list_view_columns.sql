-- Lists the typed views of a tenant, one row per column. A view without properties has one row,
-- whose column is null.
create or replace function hardal_private.list_view_columns(tenant text)
returns table (
    event_name text,
    view_name name,
    column_name name,
    column_type text,
    property text,
    pinned boolean,
    description text,
    view_description text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    perform hardal_private.require_tenant(tenant);
    return query execute format(
        'select
            v.event_name, v.view_name, c.column_name, c.column_type, c.property, c.pinned,
            p.description, e.description
        from %1$I.event_views as v
        left join %1$I.view_columns as c on v.event_name = c.event_name
        left join %1$I.descriptions as p
            on c.event_name = p.event_name and c.property = p.property
        left join %1$I.descriptions as e on v.event_name = e.event_name and e.property is null
        order by v.event_name, c.place',
        tenant || '__store'
    );
end
$$;

comment on function hardal_private.list_view_columns(text) is
'Returns a tenant''s typed views, one row per column: the property that the column shows, '
'whether a DBA has pinned it, and the descriptions of the property and of the event; '
'HD404 where there is no such tenant';
