-- The typed views of a tenant, a row a column.
create or replace function hardal_private.views(tenant text)
returns table (event_name text, view_name name, column_name name, column_type text, property text, pinned boolean, made boolean)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- all that it returns comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    perform hardal_private.require_tenant(tenant);
    return query execute format(
        'select
            coalesce(v.event_name, c.event_name), v.view_name, c.column_name, c.column_type, c.property, c.pinned, c.place is not null
        from %1$I.event_views as v
        full join %1$I.view_columns as c on v.event_name = c.event_name
        order by 1, c.place nulls last, c.column_name',
        tenant || '__store'
    );
end
$$;

comment on function hardal_private.views(text) is
'A tenant''s typed views, a row a column: the property that it is of, and whether it was pinned; not made yet where it was pinned ahead';
