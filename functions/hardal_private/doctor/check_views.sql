-- Reports typed views of a tenant that somebody has dropped without hardal, or replaced by
-- something else, and how many event names and properties have no room.
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
        'open',
        'room',
        tenant,
        format(
            'there is no room for a typed view for %s of its event names, '
            'and for a column for %s of its properties',
            t.names_without_view, t.properties_without_column
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
'For doctor: typed views that somebody has dropped or replaced, and names without room';
