-- Returns the pairs of ids that events from Snowplow link: the device and the user of any event
-- that has both.
-- https://docs.snowplow.io/docs/fundamentals/canonical-event/
create or replace function hardal_private.snowplow_links(events jsonb)
returns table (place bigint, client_id text, person_id text)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        e.place,
        hardal_private.id_text(e.event #> '{properties,$snowplow,duid}'),
        hardal_private.id_text(e.event #> '{properties,$snowplow,uid}')
    from jsonb_array_elements(snowplow_links.events) with ordinality as e (event, place)
    where e.event #> '{properties,$snowplow}' ?& '{duid,uid}'
$$;

comment on function hardal_private.snowplow_links(jsonb) is
'The pairs of ids that events from Snowplow link, each with the place of its event';
