-- Reads a request of Mixpanel: one event or an array. The token is the key: a profile's update has
-- it beside its values, an event among its properties.
create or replace function hardal_private.read_mixpanel(
    document jsonb, out rows jsonb, out key text, out has_other_keys boolean
)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        d.rows,
        t.one,
        t.one <> t.other
    from (
        select
            case jsonb_typeof(document)
                when 'array' then document
                when 'object' then jsonb_build_array(document)
            end as rows
    ) as d
    cross join lateral (
        select
            min(k.token) as one,
            max(k.token) as other
        from (
            select coalesce(r.value #>> '{properties,token}', r.value ->> '$token') as token
            from jsonb_array_elements(d.rows) as r
        ) as k
    ) as t
$$;

comment on function hardal_private.read_mixpanel(jsonb) is
'rows: the events of a request of Mixpanel; null where it is none; key: their token; '
'has_other_keys: whether they have several';
