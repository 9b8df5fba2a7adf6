-- Returns the pairs of ids that events from Segment, RudderStack or Jitsu link: an identify with
-- both ids, and an alias.
-- https://segment.com/docs/connections/spec/identify/ and .../spec/alias/
--
-- Jitsu's SDK in Node has one anonymousId for the whole process, so that its identify says nothing
-- about it.
create or replace function hardal_private.segment_links(events jsonb)
returns table (place bigint, client_id text, person_id text)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        e.place,
        hardal_private.id_text(
            e.message -> case
                when e.message -> 'type' = '"identify"' then 'anonymousId'
                else 'previousId'
            end
        ),
        hardal_private.id_text(e.message -> 'userId')
    from (
        select
            e.place,
            e.event #> '{properties,$segment}' as message
        from jsonb_array_elements(segment_links.events) with ordinality as e (event, place)
        where e.event ->> 'event_name' in ('identify', 'alias')
    ) as e
    where
        e.message -> 'type' in ('"identify"', '"alias"')
        and not (
            e.message -> 'type' = '"identify"'
            and e.message @> '{"context": {"library": {"name": "@jitsu/js", "env": "node"}}}'
        )
$$;

comment on function hardal_private.segment_links(jsonb) is
'The pairs of ids that events from Segment, RudderStack or Jitsu link, each with the place of its '
'event';
