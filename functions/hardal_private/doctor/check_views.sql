-- Reports typed views of a tenant that somebody has dropped, or replaced by something else.
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
end
$$;

comment on function hardal_private.check_views(text) is
'For doctor: typed views that somebody has dropped or replaced';
