-- Returns the texts of a person: the client ids, the request id, and each string and number in the
-- properties.
create or replace function hardal_private.person_values(
    client_ids text[], request_id text, properties jsonb
)
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct v.value), '{}')
    from (
        select unnest(person_values.client_ids || person_values.request_id) as value
        union all
        select p.value
        from
            jsonb_array_elements_text(
                -- as one array, as in wide_numbers
                jsonb_path_query_array(
                    person_values.properties,
                    'strict $.** ? (@.type() == "string" || @.type() == "number")'
                )
            ) as p (value)
    ) as v
    where v.value is not null
$$;

comment on function hardal_private.person_values(text[], text, jsonb) is
'The texts by which a person is searched for; empty where none is given';
