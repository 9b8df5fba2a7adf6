-- Returns the traits that an event unsets, each as null. They come as an array of names (PostHog,
-- Mixpanel) or as the keys of an object (Amplitude).
create or replace function hardal_helpers.unset_traits(names jsonb)
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_object_agg(n.name, 'null'::jsonb), '{}')
    from (
        select a.name
        from jsonb_array_elements_text(
            case
                when jsonb_typeof(unset_traits.names) = 'array' then unset_traits.names
                else '[]'
            end
        ) as a (name)
        union
        select k.name
        from jsonb_object_keys(
            case
                when jsonb_typeof(unset_traits.names) = 'object' then unset_traits.names
                else '{}'
            end
        ) as k (name)
    ) as n
    where n.name is not null
$$;

comment on function hardal_helpers.unset_traits(jsonb) is
'For the view persons: these names as an object of nulls';
grant execute on function hardal_helpers.unset_traits(jsonb) to public;
