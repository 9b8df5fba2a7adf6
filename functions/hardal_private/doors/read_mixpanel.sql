-- Reads a request of Mixpanel: one event or an array. The token is the key: a profile's update has
-- it beside its values, an event among its properties. Events with several tokens would belong to
-- several tenants, so they have no key.
create or replace function hardal_private.read_mixpanel(
    document jsonb, out rows jsonb, out key text
)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        d.rows,
        t.key
    from (
        select
            case jsonb_typeof(document)
                when 'array' then document
                when 'object' then jsonb_build_array(document)
            end as rows
    ) as d
    cross join lateral (
        select case when min(k.token) = max(k.token) then min(k.token) end as key
        from (
            select coalesce(r.value #>> '{properties,token}', r.value ->> '$token') as token
            from jsonb_array_elements(d.rows) as r
        ) as k
    ) as t
$$;

comment on function hardal_private.read_mixpanel(jsonb) is
'rows: the events of a request of Mixpanel; key: their token, where all have the same';
