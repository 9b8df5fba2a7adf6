-- Returns the pairs of ids that events from Snowplow link: the device and the user of any event
-- that has both.
-- https://docs.snowplow.io/docs/fundamentals/canonical-event/
create or replace function hardal_private.snowplow_links(events jsonb)
returns table (event jsonb, client_id text, person_id text)
language sql
immutable
parallel safe
begin atomic
    select
        e.event,
        hardal_private.id_text(e.event #> '{properties,$snowplow,duid}'),
        hardal_private.id_text(e.event #> '{properties,$snowplow,uid}')
    from jsonb_array_elements(events) as e (event)
    where e.event #> '{properties,$snowplow}' ?& '{duid,uid}';
end;

comment on function hardal_private.snowplow_links(jsonb) is
'The pairs of ids that events from Snowplow link, each with its event';
