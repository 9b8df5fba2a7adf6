-- Returns the pairs of ids that events from Segment, RudderStack or Jitsu link: an identify with
-- both ids, and an alias.
-- https://segment.com/docs/connections/spec/identify/ and .../spec/alias/
--
-- Jitsu's SDK in Node has one anonymousId for the whole process, so that its identify says nothing
-- about it.
create or replace function hardal_private.segment_links(events jsonb)
returns table (event jsonb, client_id text, person_id text)
language sql
immutable
parallel safe
begin atomic
    select
        e.event,
        hardal_private.id_text(
            e.message -> case
                when e.message -> 'type' = '"identify"' then 'anonymousId'
                else 'previousId'
            end
        ),
        hardal_private.id_text(e.message -> 'userId')
    from (
        select
            e.event,
            e.event #> '{properties,$segment}' as message
        from jsonb_array_elements(events) as e (event)
        where e.event ->> 'event_name' in ('identify', 'alias')
    ) as e
    where
        e.message -> 'type' in ('"identify"', '"alias"')
        and not (
            e.message -> 'type' = '"identify"'
            and e.message @> '{"context": {"library": {"name": "@jitsu/js", "env": "node"}}}'
        );
end;

comment on function hardal_private.segment_links(jsonb) is
'The pairs of ids that events from Segment, RudderStack or Jitsu link, each with its event';
