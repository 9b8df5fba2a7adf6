-- Returns the cohorts of a tenant that hold a text of an erased person in their name, description,
-- definition or query. A shorter text stands in many of them by chance.
create or replace function hardal_private.cohorts_naming(
    tenant text, client_ids text[], request_id text, properties jsonb
)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format(
        'select format(''the cohort %%s'', c.name)
        from %I.cohorts as c
        where exists (
            select
            from unnest($1) as v (value)
            cross join unnest(array[v.value, replace(v.value, '''''''', '''''''''''')]) as f (form)
            where
                length(v.value) > 3
                and position(
                    f.form in concat_ws(
                        E''\n'',
                        c.name,
                        c.description,
                        c.query,
                        c.definition::text,
                        (
                            select string_agg(s.text, E''\n'')
                            from jsonb_array_elements_text(
                                jsonb_path_query_array(
                                    c.definition, ''strict $.** ? (@.type() == "string")''
                                )
                            ) as s (text)
                        )
                    )
                ) > 0
        )
        order by c.name',
        tenant || '__store'
    ) using hardal_private.person_values(client_ids, request_id, properties);
end
$$;

comment on function hardal_private.cohorts_naming(text, text[], text, jsonb) is
'The cohorts that hold a text by which a person is searched for, for an erasure to tell';
