-- Lists the event names of a tenant that have no typed view, and the properties that have no column
-- in one (property), the most frequent first: because there is no room for them, or because a DBA
-- has dropped them.
create or replace function hardal_private.list_without_view(tenant text)
returns table (
    event_name text,
    property text,
    events bigint,
    since timestamptz,
    why text
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
            w.event_name, w.property, w.events, w.since,
            case when w.dropped then ''dropped'' else ''no room'' end
        from (
            select n.event_name, null as property, n.events, n.since, n.dropped
            from %1$I.names_without_view as n
            union all
            select p.event_name, p.property, p.events, p.since, p.dropped
            from %1$I.properties_without_column as p
        ) as w
        order by
            w.dropped, w.property is not null, w.events desc,
            w.event_name collate "C", w.property collate "C"',
        tenant || '__store'
    );
end
$$;

comment on function hardal_private.list_without_view(text) is
'Returns a tenant''s event names without a typed view, and properties without a column, with the '
'number of events that were seen; why: no room or dropped; HD404 where there is no such tenant';
