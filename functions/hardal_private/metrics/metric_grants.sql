-- Returns the grants that the views of metrics have, of all tenants, in the form of held_grants.
create or replace function hardal_private.metric_grants()
returns table (schema name, kind text, object text, grantee text, privilege text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    v_tenant text;
begin
    for v_tenant in
        select t.name
        from hardal_private.tenants as t
        where to_regclass(format('%I.metrics', t.name || '__store')) is not null
    loop
        return query execute format(
            'select $1::name, ''table'', m.name, $1 || g.role, ''SELECT''
            from %I.metrics as m
            cross join (values (''__read'', true), (''__aggregate'', false)) as g (role, always)
            where m.counting_day is null and (g.always or m.is_aggregate)',
            v_tenant || '__store'
        ) using v_tenant;
    end loop;
end
$$;

comment on function hardal_private.metric_grants() is
'For doctor: the grants that the views of metrics have, in the form of held_grants';
