-- Returns the pairs of ids that events from Mixpanel link, in both of its schemes.
--
-- The original one has events for it: $identify, $create_alias and $merge. The simplified one links
-- the device and the user of any event that has both; there a device's own events have its id
-- behind $device: as their distinct_id.
-- https://docs.mixpanel.com/docs/tracking-methods/id-management/identifying-users-original and
-- .../identifying-users-simplified
create or replace function hardal_private.mixpanel_links(events jsonb)
returns table (event jsonb, client_id text, person_id text)
language sql
immutable
parallel safe
begin atomic
    select
        e.event,
        case e.event ->> 'event_name'
            when '$identify'
                then
                    hardal_private.id_text(
                        coalesce(e.own -> '$anon_id', e.own -> '$anon_distinct_id')
                    )
            when '$create_alias' then hardal_private.id_text(e.own -> 'alias')
            when '$merge' then hardal_private.id_text(e.own #> '{$distinct_ids,0}')
        end,
        case e.event ->> 'event_name'
            when '$identify'
                then
                    hardal_private.id_text(
                        coalesce(e.own -> '$identified_id', e.event -> 'client_id')
                    )
            when '$create_alias' then hardal_private.id_text(e.event -> 'client_id')
            when '$merge' then hardal_private.id_text(e.own #> '{$distinct_ids,1}')
        end
    from (
        select
            e.event,
            e.event -> 'properties' as own
        from jsonb_array_elements(events) as e (event)
        where e.event ->> 'event_name' in ('$identify', '$create_alias', '$merge')
    ) as e
    union all
    select
        e.event,
        '$device:' || nullif(
            regexp_replace(
                hardal_private.id_text(e.event #> '{properties,$device_id}'), '^\$device:', ''
            ),
            ''
        ),
        hardal_private.id_text(e.event #> '{properties,$user_id}')
    from jsonb_array_elements(events) as e (event)
    where
        e.event -> 'properties' ? '$user_id'
        and e.event -> 'properties' ? '$device_id';
end;

comment on function hardal_private.mixpanel_links(jsonb) is
'The pairs of ids that events from Mixpanel link, each with its event';
