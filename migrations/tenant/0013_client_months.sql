-- The months in which each client was active. Reports that ask who was active before read this
-- instead of all events. count_period writes the months that are over.
create table template__store.client_months (
    client_id text not null,
    month date not null,
    primary key (client_id, month)
);

-- A month's rows are written together, so their blocks tell them apart.
create index client_months_month on template__store.client_months using brin (month)
with (pages_per_range = 16);

-- Maintenance of the version before writes no clients, so it must not count a month until this is
-- committed. Its lock is the tenant's row: see lock_tenant.
insert into hardal_private.maintenance (tenant)
select t.name
from hardal_private.tenants as t
where t.name = 'template' and exists (select from template__store.events)
on conflict do nothing;

do $$
begin
    perform from hardal_private.maintenance as m
    where m.tenant = 'template'
    for no key update;
end
$$;

-- Months that were counted before are counted anew in the next round of maintenance, and live until
-- then.
insert into template__store.rollup_marks (period, starts_on, marked_at)
select distinct
    a.period,
    a.starts_on,
    '-infinity'::timestamptz
from template__store.activity as a
where a.period = 'month';

-- The read surface gets the views client_months and metrics. An event of such a name may have its
-- typed view there: it gets a number behind its name.
do $$
declare
    v_event text;
    v_old name;
    v_new name;
begin
    for v_event, v_old in
        select v.event_name, v.view_name
        from template__store.event_views as v
        where v.view_name in ('client_months', 'metrics')
        order by v.view_name
    loop
        select pg_catalog.format('%s_%s', v_old, n.number) into v_new
        from pg_catalog.generate_series(2, 1000) as n (number)
        where
            not exists (
                select
                from pg_catalog.pg_class as c
                where
                    c.relnamespace = 'template'::pg_catalog.regnamespace
                    and c.relname = pg_catalog.format('%s_%s', v_old, n.number)
            )
            and not exists (
                select
                from template__store.event_views as v
                where v.view_name = pg_catalog.format('%s_%s', v_old, n.number)
            )
        order by n.number
        limit 1;
        update template__store.event_views as v
        set view_name = v_new
        where v.event_name = v_event;
        if pg_catalog.to_regclass(pg_catalog.format('template.%I', v_old)) is not null then
            execute pg_catalog.format('alter view template.%I rename to %I', v_old, v_new);
        end if;
    end loop;
end
$$;
