-- Counts the events and rejected events of a person that an erasure would erase.
create or replace function hardal_private.count_person(
    tenant text,
    client_id text,
    request_id text,
    properties jsonb,
    out events bigint,
    out rejected_events bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_id, request_id, properties);
    execute format(
        'select
            (select count(*) from %1$I.person_events($1, $2, $3)),
            (select count(*) from %1$I.person_rejected($1, $2, $3))',
        tenant || '__store'
    ) into events, rejected_events using client_id, request_id, properties;
end
$$;

comment on function hardal_private.count_person(text, text, text, jsonb) is
'How many events and rejected events a tenant holds on a person. '
'HD404 where there is no such tenant, HD400 where the search names no person';
