-- Returns what an event says about its person, as a JSON object of traits; null where it says
-- nothing. once: the traits that count only where the person has none of that name yet. Traits are
-- - the properties of identify (Segment, RudderStack, Jitsu, or a backend's own event);
-- - $set, $set_once and $unset in any event's properties (PostHog, Mixpanel);
-- - Amplitude's user_properties, with its operations or without.
--
-- A trait that is unset is null. What is no object says nothing.
create or replace function hardal_helpers.event_traits(
    event_name text, properties jsonb, once boolean
)
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when event_traits.once then nullif(
            case when jsonb_typeof(o.once) = 'object' then o.once else '{}' end, '{}'
        )
        else nullif(
            case when jsonb_typeof(o.plain) = 'object' then o.plain else '{}' end
            || case when jsonb_typeof(o.set) = 'object' then o.set else '{}' end
            || case
                when o.unset is null then '{}'
                else hardal_helpers.unset_traits(o.unset)
            end,
            '{}'
        )
    end
    from (
        select
            case
                when event_traits.event_name = 'identify' then p.all_of_them - '$segment'
                when jsonb_typeof(p.amplitude) = 'object' then p.amplitude - array[
                    '$set', '$setOnce', '$unset', '$add', '$append', '$prepend', '$preInsert',
                    '$postInsert', '$remove', '$clearAll'
                ]
            end as plain,
            coalesce(p.amplitude -> '$set', p.all_of_them -> '$set') as set,
            coalesce(p.amplitude -> '$setOnce', p.all_of_them -> '$set_once') as once,
            coalesce(p.amplitude -> '$unset', p.all_of_them -> '$unset') as unset
        from (
            select
                event_traits.properties as all_of_them,
                event_traits.properties #> '{$amplitude,user_properties}' as amplitude
        ) as p
    ) as o
$$;

comment on function hardal_helpers.event_traits(text, jsonb, boolean) is
'For the view persons: the traits that an event gives its person; once: those that it gives only '
'where the person has none of that name; null where there are none';
grant execute on function hardal_helpers.event_traits(text, jsonb, boolean) to public;
