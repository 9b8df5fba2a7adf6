-- Tells whether there are events of a name, or a typed view of it; with a property, whether such
-- events have it. What is quick to find is looked for first.
create or replace function template__store.is_known(event_name text, property text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if is_known.property is null then
        return exists (
            select from template__store.event_views as v where v.event_name = is_known.event_name
        ) or coalesce(
            (
                select true
                from template__store.events as e
                where e.event_name = is_known.event_name
                limit 1
            ),
            false
        );
    end if;
    return exists (
        select
        from template__store.view_columns as c
        where c.event_name = is_known.event_name and c.property = is_known.property
    ) or exists (
        select
        from template__store.property_counts as c
        where c.event_name = is_known.event_name and c.property = is_known.property
    ) or exists (
        select
        from template__store.live_properties as c
        where c.event_name = is_known.event_name and c.property = is_known.property
    );
end
$$;

comment on function template__store.is_known(text, text) is
'Whether the tenant has events of this name, and, with a property, whether they have it';
