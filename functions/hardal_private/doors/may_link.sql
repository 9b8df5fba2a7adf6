-- Tells at a glance whether one of a vendor's events may link ids, so that a request without such
-- an event pays next to nothing. <vendor>_links decides.
create or replace function hardal_private.may_link(vendor text, events jsonb)
returns boolean
language sql
immutable
parallel safe
return jsonb_path_exists(
    events,
    case vendor
        when 'segment'
            then '$[*].event_name ? (@ == "identify" || @ == "alias")'::jsonpath
        when 'posthog'
            then
                '$[*].event_name ? (@ starts with "$identify" || @ == "$create_alias" || '
                '@ == "$merge_dangerously")'
        when 'mixpanel'
            then
                '$[*] ? (@.event_name == "$identify" || @.event_name == "$create_alias" || '
                '@.event_name == "$merge" || exists (@.properties."$user_id"))'
        when 'amplitude'
            then
                '$[*].properties."$amplitude" ? (exists (@.user_id) && exists (@.device_id))'
        when 'snowplow' then '$[*].properties."$snowplow" ? (exists (@.uid) && exists (@.duid))'
        when 'ga4'
            then '$[*].properties."$ga4" ? (exists (@.user_id) && exists (@.user_pseudo_id))'
    end
);

comment on function hardal_private.may_link(text, jsonb) is
'Whether one of a vendor''s events may link ids; false is certain';
