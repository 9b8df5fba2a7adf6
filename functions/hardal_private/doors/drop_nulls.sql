-- Returns a JSON object without its members that are null. Objects inside it stay as they are.
create or replace function hardal_private.drop_nulls(source jsonb)
returns jsonb
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_object_agg(m.key, m.value), '{}')
    from jsonb_each(source) as m
    where m.value <> 'null'
$$;

comment on function hardal_private.drop_nulls(jsonb) is
'A JSON object without its members that are null';
