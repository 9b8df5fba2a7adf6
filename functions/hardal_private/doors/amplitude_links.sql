-- Returns the pairs of ids that events from Amplitude link: the device and the user of any event
-- that has both.
-- https://amplitude.com/docs/data/sources/instrument-track-unique-users
create or replace function hardal_private.amplitude_links(events jsonb)
returns table (event jsonb, client_id text, person_id text)
language sql
immutable
parallel safe
begin atomic
    select
        e.event,
        hardal_private.id_text(e.event #> '{properties,$amplitude,device_id}'),
        hardal_private.id_text(e.event #> '{properties,$amplitude,user_id}')
    from jsonb_array_elements(events) as e (event)
    where e.event #> '{properties,$amplitude}' ?& '{device_id,user_id}';
end;

comment on function hardal_private.amplitude_links(jsonb) is
'The pairs of ids that events from Amplitude link, each with its event';
