-- Counts the events, rejected events and links of a person that an erasure would erase.
create or replace function hardal_private.count_person(
    tenant text,
    client_id text,
    request_id text,
    properties jsonb,
    person text default null,
    out events bigint,
    out rejected_events bigint,
    out links bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_ids constant text[] := hardal_private.person_client_ids(tenant, client_id, person);
begin
    perform hardal_private.require_person(v_ids, request_id, properties);
    execute format(
        'select
            (select count(*) from %1$I.person_events($1, $2, $3)),
            (select count(*) from %1$I.person_rejected($1, $2, $3)),
            (select count(*) from %1$I.person_links($1, $2, $3))',
        tenant || '__store'
    ) into events, rejected_events, links using v_ids, request_id, properties;
end
$$;

comment on function hardal_private.count_person(text, text, text, jsonb, text) is
'How many events, rejected events and links a tenant holds on a person. '
'HD404 where there is no such tenant, HD400 where the search names no person';
