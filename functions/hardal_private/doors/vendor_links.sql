-- Returns the pairs of ids that a vendor's events link, each with the place of its event.
create or replace function hardal_private.vendor_links(vendor text, events jsonb)
returns table (place bigint, client_id text, person_id text)
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    case vendor
        when 'segment' then
            return query select l.* from hardal_private.segment_links(events) as l;
        when 'posthog' then
            return query select l.* from hardal_private.posthog_links(events) as l;
        when 'mixpanel' then
            return query select l.* from hardal_private.mixpanel_links(events) as l;
        when 'amplitude' then
            return query select l.* from hardal_private.amplitude_links(events) as l;
        when 'snowplow' then
            return query select l.* from hardal_private.snowplow_links(events) as l;
        when 'ga4' then
            return query select l.* from hardal_private.ga4_links(events) as l;
    end case;
end
$$;

comment on function hardal_private.vendor_links(text, jsonb) is
'The pairs of ids that events from a vendor link, each with the place of its event';
