-- Returns everything that a tenant holds on a person, one JSON object per line: first the events as
-- they are stored, then the rejected events with their reasons.
create or replace function hardal_private.disclose(
    tenant text, client_id text, request_id text, properties jsonb
)
returns setof text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_id, request_id, properties);
    perform hardal_private.audit('person.disclose', tenant);
    return query execute format(
        'select (jsonb_build_object(''kind'', ''event'') || to_jsonb(e))::text
        from %1$I.person_events($1, $2, $3) as e
        union all
        select (
            jsonb_build_object(''kind'', ''rejected_event'') || to_jsonb(r)
            || jsonb_build_object(''raw'', encode(r.raw, ''escape''))
        )::text
        from %1$I.person_rejected($1, $2, $3) as r',
        tenant || '__store'
    ) using client_id, request_id, properties;
end
$$;

comment on function hardal_private.disclose(text, text, text, jsonb) is
'All events and rejected events that a tenant holds on a person, each as JSON. '
'Bytes beyond ASCII in raw are written as escapes. '
'HD404 where there is no such tenant, HD400 where the search names no person';
