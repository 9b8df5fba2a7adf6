-- Maintenance that fails, or that nobody runs.
create or replace function hardal_private.check_maintenance()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'maintenance',
        format('tenant %s', t.name),
        case
            when m.failed_at is not null then format('its maintenance failed at %s: %s', m.failed_at, m.failure)
            when m.done_at is null then 'it was never maintained'
            else format('it was last maintained at %s', m.done_at)
        end,
        'months of events are made by who needs them first, and what retention has outlived is kept',
        'hardal-admin maintain --every 60s, as a service; or pg_cron',
        null
    )::hardal_private.finding
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    where
        m.failed_at is not null
        or coalesce(m.done_at, t.created_at) < hardal_private.clock() - interval '1 day'
    order by t.name
$$;

comment on function hardal_private.check_maintenance() is 'For doctor: tenants whose maintenance fails, or was last done more than a day ago';
