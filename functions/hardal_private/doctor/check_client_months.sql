-- Reports months of a tenant whose clients differ from its events. Only with deep: it reads all
-- events of the months that were rolled up and carry no mark.
create or replace function hardal_private.check_client_months(tenant text, deep boolean)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_wrong bigint;
    v_first date;
begin
    if not deep or to_regclass(format('%I.client_months', tenant || '__store')) is null then
        return;
    end if;
    execute format(
        'with counted as (
            select e.client_id, date_trunc(''month'', e.created_at at time zone ''UTC'') as month
            from %1$I.events as e
            cross join %1$I.rollups as r
            where
                r.period = ''month''
                and e.client_id is not null
                and e.created_at >= r.rolled_from::timestamp at time zone ''UTC''
                and e.created_at < r.rolled_until::timestamp at time zone ''UTC''
            group by 1, 2
        )

        select count(distinct d.month), min(d.month)
        from (
            select coalesce(c.month::date, h.month) as month
            from counted as c
            full join %1$I.client_months as h on c.client_id = h.client_id and c.month = h.month
            where c.client_id is null or h.client_id is null
        ) as d
        where not exists (
            select from %1$I.rollup_marks as m where m.period = ''month'' and m.starts_on = d.month
        )',
        tenant || '__store'
    ) into v_wrong, v_first;
    if v_wrong > 0 then
        return next (
            'wrong',
            'rollup',
            format('tenant %s', tenant),
            format(
                'the clients of %s months are not what the events say, %s the first',
                v_wrong, to_char(v_first, 'YYYY-MM')
            ),
            'client_months, retention and lifecycle tell wrong numbers: '
            'somebody has changed events by hand',
            format('hardal-admin maintain %s --rebuild', tenant),
            null
        )::hardal_private.finding;
    end if;
end
$$;

comment on function hardal_private.check_client_months(text, boolean) is
'For doctor: months of a tenant whose clients differ from a recount; only with deep';
