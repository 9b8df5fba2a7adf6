-- Maps the rows of a door's request to events, by the vendor's mapping. skew is the time by which
-- the sender's clock is behind; now is the time of receipt.
create or replace function hardal_private.vendor_events(
    vendor text, rows jsonb, path text, skew interval, now timestamptz
)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when vendor = 'segment' then hardal_private.segment_events(rows, true, skew)
        when vendor = 'posthog' then hardal_private.posthog_events(rows, true, skew)
        when vendor = 'mixpanel' and path ~ '^/(engage|groups)/?$'
            then hardal_private.mixpanel_profiles(rows, '$' || btrim(path, '/'))
        when vendor = 'mixpanel' then hardal_private.mixpanel_events(rows, true)
        when vendor = 'amplitude' then hardal_private.amplitude_events(rows)
        when vendor = 'snowplow' then hardal_private.snowplow_events(rows, now)
    end;
end
$$;

comment on function hardal_private.vendor_events(text, jsonb, text, interval, timestamptz) is
'The events of an array of a vendor''s rows';
