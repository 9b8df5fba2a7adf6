-- Refuses a disclosure or an erasure that names no person, or names everybody.
create or replace function hardal_private.require_person(
    client_ids text[], request_id text, properties jsonb
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if
        cardinality(hardal_private.person_values(client_ids, request_id, properties)) = 0
        or '' = any (hardal_private.person_values(client_ids, request_id, properties))
        or (
            properties is not null
            and cardinality(hardal_private.person_values(null, null, properties)) = 0
        )
        or jsonb_typeof(properties) <> 'object'
    then
        raise sqlstate 'HD400' using
            message = 'this tells nobody apart',
            hint = 'name a client_id, a person, a request id, or properties that hold a string or '
            'a number, such as {"email": "ann@example.org"}';
    end if;
end
$$;

comment on function hardal_private.require_person(text[], text, jsonb) is
'Refuses with HD400 a search for a person by nothing, by an empty text, '
'by properties that are no object, or by properties that hold no string and no number';
