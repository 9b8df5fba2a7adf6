-- Makes the typed view of an event name, or adds columns at its end: what is there keeps its name, place and type, so that
-- whatever was built on it holds. view_columns says what a view has, wanted_columns what it is to get.
create or replace function template__store.make_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted, values literals, expressions hardal's own: @plpgsql_check_options: security_warnings = off
    v_view name;
    v_safe text := hardal_private.safe_name(event_name);
    v_taken name[];
    v_wanted record;
    v_name name;
    v_columns text;
    v_comments text;
begin
    select v.view_name into v_view
    from template__store.event_views as v
    where v.event_name = make_event_view.event_name;
    if v_view is null then
        v_view := hardal_private.free_name(
            v_safe
            || case
                when
                    to_regclass(format('template.%I', v_safe)) is null
                    or exists (select from template__store.event_views as v where v.view_name = v_safe) then ''
                else '_event'
            end,
            array(select c.relname from pg_class as c where c.relnamespace = 'template'::regnamespace)
            || array(select t.typname from pg_type as t where t.typnamespace = 'template'::regnamespace)
            || array(select v.view_name from template__store.event_views as v)
        );
        insert into template__store.event_views (event_name, view_name)
        values (make_event_view.event_name, v_view);
    end if;

    v_taken := hardal_private.fixed_columns() || array(
        select c.column_name
        from template__store.view_columns as c
        where c.event_name = make_event_view.event_name
    );
    for v_wanted in
        select
            w.property,
            coalesce(a.column_type, w.column_type) as column_type,
            a.column_name as pinned_name
        from template__store.wanted_columns as w
        -- what a DBA has pinned ahead; where two types were seen, it is not for that of text
        left join template__store.view_columns as a on w.event_name = a.event_name and w.property = a.property and a.place is null
            and (
                w.column_type <> 'text' or a.column_type = 'text'
                or not exists (
                    select from template__store.wanted_columns as o
                    where o.event_name = w.event_name and o.property = w.property and o.column_type <> 'text'
                )
            )
        where w.event_name = make_event_view.event_name and w.property is not null
        order by a.property is null, w.events desc, w.property, w.column_type = 'text'
    loop
        continue when exists (
            select
            from template__store.view_columns as c
            where
                c.event_name = make_event_view.event_name and c.property = v_wanted.property
                and c.column_type = v_wanted.column_type and c.place is not null
        );
        v_name := coalesce(
            v_wanted.pinned_name,
            hardal_private.free_name(
                hardal_private.safe_name(
                    v_wanted.property
                    || case
                        when exists (
                            select
                            from template__store.view_columns as c
                            where c.event_name = make_event_view.event_name and c.property = v_wanted.property and c.place is not null
                        ) then '_text' else ''
                    end
                ),
                v_taken
            )
        );
        v_taken := v_taken || v_name;
        insert into template__store.view_columns as c (event_name, property, column_type, column_name, place)
        select
            make_event_view.event_name,
            v_wanted.property,
            v_wanted.column_type,
            v_name,
            coalesce(max(o.place), 0) + 1
        from template__store.view_columns as o
        where o.event_name = make_event_view.event_name
        on conflict on constraint view_columns_pkey do update set place = excluded.place;
    end loop;
    delete from template__store.wanted_columns as w
    where w.event_name = make_event_view.event_name;

    select
        string_agg(
            format(
                E',\n    %s as %I',
                hardal_private.property_expression(
                    template.property_keys(c.property), c.column_type, c.pinned, 'template.as_timestamp'
                ),
                c.column_name
            ),
            ''
            order by c.place
        ),
        string_agg(
            format(
                'comment on column template.%I.%I is %L;', v_view, c.column_name,
                format('Property %s as %s; null where it is none', c.property, c.column_type)
            ),
            E'\n'
        )
    into v_columns, v_comments
    from template__store.view_columns as c
    where c.event_name = make_event_view.event_name and c.place is not null;

    execute format(
        'create or replace view template.%I with (security_invoker = true) as
select
    e.id,
    e.created_at,
    e.event_date,
    e.hardal_server_request_id,
    e.client_id,
    e.received_at,
    e.properties%s
from template__store.events as e
where e.event_name = %L',
        v_view, v_columns, event_name
    );
    execute format('comment on view template.%I is %L', v_view, format('Events named %s, a column a property', event_name));
    execute (
        select string_agg(format('comment on column template.%I.%I is %L', v_view, d.name, d.comment), '; ')
        from (
            select
                a.attname as name,
                col_description(a.attrelid, a.attnum) as comment
            from pg_attribute as a
            where
                a.attrelid = 'template.events'::regclass
                and a.attname = any (hardal_private.fixed_columns())
                and a.attname <> 'event_name'
        ) as d
    );
    execute coalesce(v_comments, '');
    execute format('revoke all on template.%I from public', v_view);
    execute format('grant select on template.%I to template__read', v_view);
end
$$;

comment on function template__store.make_event_view(text) is
'Makes the view of an event name with a column a property, or adds those at its end that are written down as wanted';
