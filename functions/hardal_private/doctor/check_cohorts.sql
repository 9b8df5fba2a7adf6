-- Reports cohorts of a tenant whose view is gone or replaced by something else, may not be read by
-- the tenant's readers, or reads what they may not read (cohort_fault). A static cohort has a
-- second view, that of its query.
create or replace function hardal_private.check_cohorts(tenant text)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regclass(format('%I.cohorts', tenant || '__store')) is null then
        return;
    end if;
    return query execute format(
        'with found as (
            select
                c.name,
                format(''%%I.%%I'', $1, c.view_name) as view,
                v.oid::regclass as relation,
                v.relkind = ''v''
                and v.relowner = ''hardal_owner''::regrole
                and exists (
                    select
                    from pg_attribute as a
                    where
                        a.attrelid = v.oid and a.attname = ''unit_id''
                        and a.atttypid = ''text''::regtype
                ) as is_ours,
                coalesce(v.reloptions::text, '''') ~ ''security_invoker=(true|on|1|yes)''
                as as_reader,
                c.is_static,
                to_regclass(hardal_private.cohort_source($1, c.name)) as source,
                has_table_privilege($1 || ''__read'', v.oid, ''select'') as is_readable
            from %I.cohorts as c
            left join pg_class as v on v.oid = to_regclass(format(''%%I.%%I'', $1, c.view_name))
        )

        select
            ''wrong'',
            ''cohort'',
            f.view,
            case
                when f.relation is null then ''it is not there''
                when not f.is_ours then ''it is not hardal''''s view''
                when not f.as_reader then ''it reads with its owner''''s rights''
                when not f.is_readable then format(''%%s__read may not read it'', $1)
                else u.fault
            end,
            case
                when u.fault = $2 then ''hardal-admin cohort refresh is refused''
                when f.as_reader and f.is_readable and f.is_ours
                    then ''over HTTP it shows what its readers may not see''
                when f.is_ours and not f.as_reader
                    then ''its reader''''s rights no longer decide what it shows''
                else ''reports by the cohort are refused, or are wrong''
            end,
            case
                when f.is_ours and not (f.as_reader and f.is_readable)
                    then ''hardal-admin doctor --fix''
                else format(
                    ''hardal-admin cohort show %%1$s %%2$s, then hardal-admin cohort drop %%1$s ''
                    ''%%2$s, and make it again'',
                    $1, f.name
                )
            end,
            case
                when f.is_ours and not (f.as_reader and f.is_readable) then format(
                    ''alter view %%1$s set (security_invoker = true); ''
                    ''grant select on %%1$s to %%2$I'',
                    f.view, $1 || ''__read''
                )
            end
        from found as f
        cross join lateral (
            select case
                when f.is_ours then coalesce(
                    hardal_private.cohort_fault($1, f.relation),
                    case
                        when f.is_static and f.source is null then $2
                        when f.is_static then hardal_private.cohort_fault($1, f.source)
                    end
                )
            end as fault
        ) as u
        where (f.is_ours and f.as_reader and f.is_readable and u.fault is null) is not true
        order by f.name',
        tenant || '__store'
    ) using tenant, 'the view of its query is not there';
end
$$;

comment on function hardal_private.check_cohorts(text) is
'For doctor: cohorts whose view is gone, replaced, or shows what its readers may not see';
