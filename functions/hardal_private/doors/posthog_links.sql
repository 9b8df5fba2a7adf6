-- Returns the pairs of ids that events from PostHog link: $identify with the anonymous id before
-- it, an alias, and a merge.
-- https://posthog.com/docs/product-analytics/identify and https://posthog.com/docs/api/capture
create or replace function hardal_private.posthog_links(events jsonb)
returns table (event jsonb, client_id text, person_id text)
language sql
immutable
parallel safe
begin atomic
    select
        e.event,
        hardal_private.id_text(
            e.event -> 'properties' -> case
                when e.event -> 'event_name' = '"$identify"' then '$anon_distinct_id'
                else 'alias'
            end
        ),
        hardal_private.id_text(e.event -> 'client_id')
    from jsonb_array_elements(events) as e (event)
    where e.event ->> 'event_name' in ('$identify', '$create_alias', '$merge_dangerously');
end;

comment on function hardal_private.posthog_links(jsonb) is
'The pairs of ids that events from PostHog link, each with its event';
