-- Forgets names that hold a text of an erased person, where nothing depends on them: typed views
-- and columns that are wanted and not made yet. Returns what still bears such a name: typed views
-- and their columns, which queries may read. A property's name has a backslash before a dot in a
-- key.
create or replace function hardal_private.forget_names(
    tenant text, client_ids text[], request_id text, properties jsonb
)
returns setof text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_values text[] := array(
        select v.value
        from unnest(hardal_private.person_values(client_ids, request_id, properties)) as v (value)
        -- a shorter text stands in many names by chance
        where length(v.value) > 3
    );
begin
    perform set_config('role', 'hardal_owner', true);
    execute format(
        'delete from %I.wanted_columns as w
        where exists (
            select from unnest($1) as v (value)
            where
                position(v.value in w.event_name) > 0
                or position(v.value in regexp_replace(w.property, ''\\(.)'', ''\1'', ''g'')) > 0
        )',
        tenant || '__store'
    ) using v_values;
    return query execute format(
        'select format(''the typed view %%I.%%I'', $2, e.view_name)
        from %1$I.event_views as e
        where exists (
            select from unnest($1) as v (value) where position(v.value in e.event_name) > 0
        )
        union all
        select format(''the column %%I of the typed view %%I.%%I'', c.column_name, $2, e.view_name)
        from %1$I.view_columns as c
        inner join %1$I.event_views as e on c.event_name = e.event_name
        where exists (
            select from unnest($1) as v (value)
            where position(v.value in regexp_replace(c.property, ''\\(.)'', ''\1'', ''g'')) > 0
        )',
        tenant || '__store'
    ) using v_values, tenant;
end
$$;

comment on function hardal_private.forget_names(text, text[], text, jsonb) is
'Forgets wanted columns that are named after an erased person, '
'and returns the typed views and columns that are';
