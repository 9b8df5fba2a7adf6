-- Returns all rejected events of a person. A rejected event may have its fields in wrong places, or
-- may be a line that is no JSON. So an event belongs to the person in three cases:
-- - The fields of its payload agree, as those of a stored event do.
-- - Each text that is searched for stands somewhere in its payload, as a JSON string.
-- - Each text that is searched for stands somewhere in its raw bytes, in one of the forms that
--   written_forms returns.
-- Of several client ids it is enough that one stands there.
create or replace function template__store.person_rejected(
    client_ids text[], request_id text, properties jsonb
)
returns setof template__store.rejected_events
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- arrays of texts, of each of which one has to stand there
    v_texts jsonb := (
        select jsonb_agg(t.texts)
        from (
            select to_jsonb(person_rejected.client_ids) as texts
            where person_rejected.client_ids is not null
            union all
            select jsonb_build_array(v.value)
            from unnest(hardal_private.person_values(null, request_id, properties)) as v (value)
        ) as t
    );
    -- the same in all their forms; bytes are not JSON, so they are written in hexadecimal
    v_forms jsonb := (
        select
            jsonb_agg(
                (
                    select jsonb_agg(encode(f.form, 'hex'))
                    from jsonb_array_elements_text(t.texts) as v (value)
                    cross join unnest(hardal_private.written_forms(v.value)) as f (form)
                )
            )
        from jsonb_array_elements(v_texts) as t (texts)
    );
begin
    return query
    select r.*
    from template__store.rejected_events as r
    where
        hardal_private.matches_person(
            r.payload ->> 'client_id',
            r.payload ->> 'hardal_server_request_id',
            r.payload -> 'properties',
            person_rejected.client_ids,
            person_rejected.request_id,
            person_rejected.properties
        )
        or not exists (
            select
            from jsonb_array_elements(v_texts) as t (texts)
            where not exists (
                select
                from jsonb_array_elements(t.texts) as v (value)
                where position(to_json(v.value #>> '{}')::text in coalesce(r.payload::text, '')) > 0
            )
        )
        or not exists (
            select
            from jsonb_array_elements(v_forms) as v (forms)
            where not exists (
                select
                from jsonb_array_elements_text(v.forms) as f (form)
                where position(decode(f.form, 'hex') in coalesce(r.raw, '')) > 0
            )
        )
    order by r.received_at, r.rejected_id;
end
$$;

comment on function template__store.person_rejected(text[], text, jsonb) is
'All rejected events of a person, oldest first. The texts may stand anywhere in the event; '
'a line that is no JSON is searched as text';
