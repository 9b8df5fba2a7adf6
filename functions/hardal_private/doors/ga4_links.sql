-- Returns the pairs of ids that events from Google Analytics 4 link: the device and the user of any
-- event that has both. There is no door for it; an export may have them.
-- https://support.google.com/analytics/answer/7029846
create or replace function hardal_private.ga4_links(events jsonb)
returns table (event jsonb, client_id text, person_id text)
language sql
immutable
parallel safe
begin atomic
    select
        e.event,
        hardal_private.id_text(e.event #> '{properties,$ga4,user_pseudo_id}'),
        hardal_private.id_text(e.event #> '{properties,$ga4,user_id}')
    from jsonb_array_elements(events) as e (event)
    where e.event #> '{properties,$ga4}' ?& '{user_pseudo_id,user_id}';
end;

comment on function hardal_private.ga4_links(jsonb) is
'The pairs of ids that events from Google Analytics 4 link, each with its event';
