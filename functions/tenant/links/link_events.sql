-- Stores the links that the events of another system's SDK, or of its export, bring. It is called
-- after the events are stored, in the same transaction: a link counts whatever became of its event,
-- but an event that was erased brings none. The events are as the vendor's mapping has made them,
-- so that an SDK and an export of the same events link the same.
--
-- Most pairs are known, so each is looked up before anything else is read of its event. The answer
-- is a part of the door's: links is how many are new, refused_links how many have a generic id;
-- each only where there are some.
create or replace function template__store.link_events(vendor text, events jsonb, source text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
-- Planned once, and each pair is looked up by its key.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_clients text[];
    v_persons text[];
    v_since timestamptz[];
    v_ids uuid[];
    v_limits record;
    v_linked bigint;
    v_refused bigint;
begin
    select
        array_agg(k.client_id),
        array_agg(k.person_id),
        -- a time or an id that cannot be read is none
        array_agg(hardal_private.parse_timestamp(k.event ->> 'created_at')),
        array_agg(hardal_private.read_uuid(k.event ->> 'id'))
    into v_clients, v_persons, v_since, v_ids
    from (
        select
            n.event,
            n.client_id,
            n.person_id,
            coalesce(
                (
                    select l.since
                    from template__store.links as l
                    where l.client_id = n.client_id and l.person_id = n.person_id
                ),
                (
                    select l.since
                    from template__store.links as l
                    where l.client_id = n.person_id and l.person_id = n.client_id
                )
            ) as since
        from hardal_private.vendor_links(link_events.vendor, link_events.events) as n
        where n.client_id <> n.person_id
        offset 0 -- so that each link is looked up once
    ) as k
    where
        k.since is null
        or hardal_private.may_be_before(k.event ->> 'created_at', k.since);
    if v_clients is null then
        return '{}'::jsonb;
    end if;
    -- Nor is a time that no event may have: the event was rejected for it, and its link is of now.
    v_limits := hardal_private.tenant_limits('template');
    v_since := array(
        select case when s.at between v_limits.oldest and v_limits.newest then s.at end
        from unnest(v_since) with ordinality as s (at, place)
        order by s.place
    );
    select l.linked, l.refused
    into v_linked, v_refused
    from template__store.link(v_clients, v_persons, v_since, link_events.source, v_ids) as l;
    return jsonb_strip_nulls(jsonb_build_object(
        'links', nullif(v_linked, 0), 'refused_links', nullif(v_refused, 0)
    ));
end
$$;

comment on function template__store.link_events(text, jsonb, text) is
'Stores the links that a vendor''s events bring; links and refused_links: how many are new, and '
'how many have a generic id';
