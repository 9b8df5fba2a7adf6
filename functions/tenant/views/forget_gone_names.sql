-- Forgets event names without a view that no event has any more, and properties without a column
-- that no event has any more, as far as the rollups tell. So neither outlives retention or an
-- erasure for more than a day. A column that a DBA has dropped stays dropped while there are events
-- of the name. Descriptions of names and properties that are gone, and have no typed view and no
-- column, are forgotten too.
create or replace function template__store.forget_gone_names()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    -- a subquery with a limit is one step along the index; not exists may read all events
    delete from template__store.names_without_view as n
    where
        (
            select true
            from template__store.events as e
            where e.event_name = n.event_name
            limit 1
        ) is null;

    delete from template__store.properties_without_column as p
    where
        (
            select true
            from template__store.events as e
            where e.event_name = p.event_name
            limit 1
        ) is null
        or (
            not p.dropped
            and p.seen_at < template__store.uncounted_since()
            and not exists (
                select
                from template__store.property_counts as c
                where c.event_name = p.event_name and c.property = p.property
            )
        );

    delete from template__store.descriptions as d
    where not template__store.is_known(d.event_name, d.property);
$$;

comment on function template__store.forget_gone_names() is
'Forgets names without a view, and properties without a column, that no event has any more, and '
'their descriptions';
