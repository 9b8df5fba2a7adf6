-- Stores the links that the events of another system's SDK, or of its export, bring. It is called
-- after the events are stored, in the same transaction: a link counts whatever became of its event,
-- but an event that was erased brings none. The events are as the vendor's mapping has made them,
-- so that an SDK and an export of the same events link the same.
--
-- The answer is a part of the door's: links is how many are new, refused_links how many have a
-- generic id; each only where there are some. tenant is null for the caller's.
create or replace function hardal_private.store_vendor_links(
    tenant text, vendor text, events jsonb, source text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- dynamic SQL changes data: @plpgsql_check_options: performance_warnings = off
    v_clients text[];
    v_persons text[];
    v_since timestamptz[];
    v_ids uuid[];
    v_linked bigint;
    v_refused bigint;
begin
    select
        array_agg(l.client_id),
        array_agg(l.person_id),
        -- a time or an id that the rules do not take is none
        array_agg(
            hardal_private.parse_timestamp(events -> (l.place - 1)::int ->> 'created_at')
        ),
        array_agg(hardal_private.read_uuid(events -> (l.place - 1)::int ->> 'id'))
    into v_clients, v_persons, v_since, v_ids
    from hardal_private.vendor_links(vendor, events) as l
    where l.client_id <> l.person_id;
    if v_clients is null then
        return '{}'::jsonb;
    end if;
    execute format(
        'select l.linked, l.refused from %I.link($1, $2, $3, $4, $5) as l',
        coalesce(tenant, hardal_private.current_tenant()) || '__store'
    )
    into v_linked, v_refused
    using v_clients, v_persons, v_since, source, v_ids;
    return jsonb_strip_nulls(jsonb_build_object(
        'links', nullif(v_linked, 0), 'refused_links', nullif(v_refused, 0)
    ));
end
$$;

comment on function hardal_private.store_vendor_links(text, text, jsonb, text) is
'Stores the links that a vendor''s events bring; links and refused_links: how many are new, and '
'how many have a generic id';
