-- Returns the typed views of all tenants that exist, as event_views has them.
create or replace function hardal_private.typed_views()
returns table (tenant text, view regclass)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    for tenant in
        select t.name
        from hardal_private.tenants as t
        where to_regclass(format('%I.event_views', t.name || '__store')) is not null
    loop
        for view in execute format(
            'select c.oid
            from %I.event_views as v
            inner join pg_class as c on c.relname = v.view_name
            where
                c.relnamespace = to_regnamespace($1)
                and c.relkind = ''v'' and c.relowner = ''hardal_owner''::regrole',
            tenant || '__store'
        ) using tenant
        loop
            return next;
        end loop;
    end loop;
end
$$;

comment on function hardal_private.typed_views() is
'Returns every typed view of every tenant that hardal has made and that is still there';
