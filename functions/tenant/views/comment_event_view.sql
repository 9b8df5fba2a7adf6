-- Comments a typed view and its columns. What people wrote about the event or the property comes
-- first. The fixed columns get the comments of the view events.
create or replace function template__store.comment_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted and values are literals: @plpgsql_check_options: security_warnings = off
    v_statement text;
begin
    execute format(
        'comment on view template.%I is %L',
        view_name,
        concat_ws(
            E'\n',
            (
                select d.description
                from template__store.descriptions as d
                where d.event_name = comment_event_view.event_name and d.property is null
            ),
            format('Events named %s, with a column for each property', event_name)
        )
    );
    for v_statement in
        select format('comment on column template.%I.%I is %L', view_name, d.name, d.comment)
        from (
            select a.attname as name, col_description(a.attrelid, a.attnum) as comment
            from pg_attribute as a
            where
                a.attrelid = 'template.events'::regclass
                and a.attname = any (hardal_private.fixed_columns())
                and a.attname <> 'event_name'
            union all
            select
                c.column_name,
                concat_ws(
                    E'\n',
                    w.description,
                    format(
                        'Property %s as %s; null where the event has no such value',
                        c.property, c.column_type
                    )
                )
            from template__store.view_columns as c
            left join template__store.descriptions as w
                on c.event_name = w.event_name and c.property = w.property
            where c.event_name = comment_event_view.event_name
        ) as d
    loop
        execute v_statement;
    end loop;
end
$$;

comment on function template__store.comment_event_view(text, name) is
'Comments the typed view of an event name and each of its columns';
