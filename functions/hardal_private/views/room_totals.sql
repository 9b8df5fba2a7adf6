-- Counts the event names and properties of a tenant for which there is no room among its typed
-- views and their columns.
create or replace function hardal_private.room_totals(
    tenant text,
    out names_without_view bigint,
    out properties_without_column bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regclass(format('%I.properties_without_column', tenant || '__store')) is null then
        return; -- a tenant that is being dropped, or is not upgraded yet
    end if;
    execute format(
        'select
            (select count(*) from %1$I.names_without_view as n where not n.dropped),
            (select count(*) from %1$I.properties_without_column as p where not p.dropped)',
        tenant || '__store'
    ) into names_without_view, properties_without_column;
end
$$;

comment on function hardal_private.room_totals(text) is
'Returns how many event names have no typed view, and how many properties no column, because there '
'is no room; at most 1,000 of each are known';
