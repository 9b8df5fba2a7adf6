-- Reports typed views of a tenant that somebody has dropped without hardal, replaced by something
-- else, or given other rights, and how many event names and properties have no room.
create or replace function hardal_private.check_views(tenant text)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regclass(format('%I.event_views', tenant || '__store')) is null then
        return;
    end if;
    return query execute format(
        'select
            ''wrong'',
            ''typed view'',
            format(''%%I.%%I'', $1, v.view_name),
            case
                when c.oid is null then ''it is not there'' else ''it is not hardal''''s view''
            end,
            format(''event_catalog names it as the view of %%s'', v.event_name),
            case when c.oid is null then '''' else ''rename what is there, then '' end
            || format(''hardal-admin maintain %%s'', $1),
            null::text
        from %I.event_views as v
        left join pg_class as c on c.oid = to_regclass(format(''%%I.%%I'', $1, v.view_name))
        where (c.relkind = ''v'' and c.relowner = ''hardal_owner''::regrole) is not true
        order by v.view_name',
        tenant || '__store'
    ) using tenant;
    return query
    select
        'wrong',
        'typed view',
        v.view::text,
        case
            when s.as_reader then format('%s__read may not read it', $1)
            else 'it reads with its owner''s rights'
        end,
        case
            when s.as_reader then 'analysts are refused'
            else 'its reader''s rights no longer decide what it shows'
        end,
        'hardal-admin doctor --fix',
        format(
            'alter view %1$s set (security_invoker = true); grant select on %1$s to %2$I',
            v.view, $1 || '__read'
        )
    from hardal_private.typed_views() as v
    inner join pg_class as c on v.view = c.oid
    cross join lateral (
        select coalesce('security_invoker=true' = any (c.reloptions), false) as as_reader
    ) as s
    where
        v.tenant = $1
        and not (s.as_reader and has_table_privilege($1 || '__read', v.view, 'select'))
    order by 3;
    return query
    select
        'open',
        'room',
        tenant,
        'there is no room for ' || concat_ws(
            ', and for ',
            case
                when t.names_without_view > 0
                    then format('a typed view for %s of its event names', t.names_without_view)
            end,
            case
                when t.properties_without_column > 0
                    then format('a column for %s of its properties', t.properties_without_column)
            end
        ),
        'analysts find them in events and in properties only',
        format(
            'hardal-admin views list %s --without, then hardal-admin views add, pin or drop', tenant
        ),
        null::text
    from hardal_private.room_totals(tenant) as t
    where t.names_without_view + t.properties_without_column > 0;
end
$$;

comment on function hardal_private.check_views(text) is
'For doctor: typed views that somebody has dropped, replaced or given other rights, and names '
'without room';
