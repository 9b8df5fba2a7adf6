-- Refuses a metric whose name is not free, or that would be one too many. The name is free while
-- the caller's transaction holds the tenant's lock (lock_tenant).
create or replace function hardal_private.require_new_metric(tenant text, name text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_metrics bigint;
    v_is_there boolean;
    v_taken name[];
begin
    if name is null then
        raise sqlstate 'HD400' using
            message = 'a metric has a name',
            hint = 'such as revenue: the view of the metric has this name too';
    end if;
    perform hardal_private.require_plain_name(name, 'metric');
    execute format(
        'select count(*), coalesce(bool_or(m.name = $1), false), %1$I.taken_names()
        from %1$I.metrics as m',
        tenant || '__store'
    ) into v_metrics, v_is_there, v_taken using name;
    if v_is_there then
        raise sqlstate 'HD409' using
            message = format('there is a metric %s already', name),
            hint = 'choose another name, or drop that metric first';
    end if;
    if name = any (v_taken) then
        raise sqlstate 'HD409' using
            message = format('%s has something of the name %s', tenant, name),
            hint = 'choose another name: the view of a metric has the metric''s name';
    end if;
    if v_metrics >= 100 then
        raise sqlstate 'HD409' using
            message = format('%s has 100 metrics', tenant),
            hint = 'drop one that nobody uses: each is counted in every round of maintenance';
    end if;
end
$$;

comment on function hardal_private.require_new_metric(text, text) is
'Refuses a new metric: HD400 for a name that is not allowed, HD409 where the name is not free, or '
'the tenant has 100 metrics';
