-- Returns everything that a tenant holds on a person, one JSON object per line: first the events as
-- they are stored, then the rejected events with their reasons, then the links of its client ids
-- and the static cohorts that hold the person.
create or replace function hardal_private.disclose(
    tenant text, client_id text, request_id text, properties jsonb, person text default null
)
returns setof text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_ids constant text[] := hardal_private.person_client_ids(tenant, client_id, person);
begin
    perform hardal_private.require_person(v_ids, request_id, properties);
    perform hardal_private.audit('person.disclose', tenant);
    return query execute format(
        'select (jsonb_build_object(''kind'', ''event'') || to_jsonb(e))::text
        from %1$I.person_events($1, $2, $3) as e
        union all
        select (
            jsonb_build_object(''kind'', ''rejected_event'') || to_jsonb(r)
            || jsonb_build_object(''raw'', encode(r.raw, ''escape''))
        )::text
        from %1$I.person_rejected($1, $2, $3) as r
        union all
        select (jsonb_build_object(''kind'', ''link'') || to_jsonb(l))::text
        from %1$I.person_links($1, $2, $3) as l
        union all
        select (jsonb_build_object(''kind'', ''cohort'') || to_jsonb(c))::text
        from %1$I.person_cohort_units($1, $2, $3) as c',
        tenant || '__store'
    ) using v_ids, request_id, properties;
end
$$;

comment on function hardal_private.disclose(text, text, text, jsonb, text) is
'All events, rejected events, links and static cohorts that a tenant holds on a person, each as '
'JSON. '
'Bytes beyond ASCII in raw are written as escapes. '
'HD404 where there is no such tenant, HD400 where the search names no person';
