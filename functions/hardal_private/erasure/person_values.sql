-- What a person is looked for by, as texts: of properties, each string and number in them.
create or replace function hardal_private.person_values(client_id text, request_id text, properties jsonb)
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct v.value), '{}')
    from (
        select unnest(array[person_values.client_id, person_values.request_id]) as value
        union all
        select p.value #>> '{}'
        from jsonb_path_query(person_values.properties, 'strict $.** ? (@.type() == "string" || @.type() == "number")') as p (value)
    ) as v
    where v.value is not null
$$;

comment on function hardal_private.person_values(text, text, jsonb) is
'The texts that a person is looked for by, where what holds them is no JSON';
