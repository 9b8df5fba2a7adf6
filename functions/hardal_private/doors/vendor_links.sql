-- Returns the pairs of ids that a vendor's events link, each with its event.
-- The bodies of these functions are SQL-standard and have no SET, so that they are inlined into
-- link_events, and only the vendor's own runs.
create or replace function hardal_private.vendor_links(vendor text, events jsonb)
returns table (event jsonb, client_id text, person_id text)
language sql
immutable
parallel safe
begin atomic
    select
        l.event,
        l.client_id,
        l.person_id
    from hardal_private.segment_links(events) as l
    where vendor = 'segment'
    union all
    select
        l.event,
        l.client_id,
        l.person_id
    from hardal_private.posthog_links(events) as l
    where vendor = 'posthog'
    union all
    select
        l.event,
        l.client_id,
        l.person_id
    from hardal_private.mixpanel_links(events) as l
    where vendor = 'mixpanel'
    union all
    select
        l.event,
        l.client_id,
        l.person_id
    from hardal_private.amplitude_links(events) as l
    where vendor = 'amplitude'
    union all
    select
        l.event,
        l.client_id,
        l.person_id
    from hardal_private.snowplow_links(events) as l
    where vendor = 'snowplow'
    union all
    select
        l.event,
        l.client_id,
        l.person_id
    from hardal_private.ga4_links(events) as l
    where vendor = 'ga4';
end;

comment on function hardal_private.vendor_links(text, jsonb) is
'The pairs of ids that events from a vendor link, each with its event';
