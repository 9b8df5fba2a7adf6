-- Maps events of PostHog. It refuses nothing: the rules of events reject a row that makes no valid
-- event. As in PostHog itself, $set and $set_once beside the properties belong into them. The
-- distinct_id of a $groupidentify is no client: SDKs make one up.
-- hardal_admin/mappings/posthog.py is the same mapping for imports; a test compares the two.
--
-- Live events lose what a door reads a key from. skew is the time by which the sender's clock is
-- behind.
create or replace function hardal_private.posthog_events(
    events jsonb, live boolean default false, skew interval default null
)
returns jsonb
language plpgsql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    -- jsonb_array_elements keeps the order, and so does an aggregate over it
    return (
        select jsonb_agg(
            case
                when jsonb_typeof(n.row) = 'object' then jsonb_build_object(
                    'id', hardal_private.vendor_id('posthog', n.id),
                    'event_name', n.row -> 'event',
                    'client_id', case
                        when n.row -> 'event' is distinct from '"$groupidentify"'
                            then hardal_private.first_id(
                                n.row -> 'distinct_id', n.row #> '{properties,distinct_id}'
                            )
                    end,
                    'properties', hardal_private.vendor_properties(
                        '$posthog', n.own, hardal_private.without_nulls(n.rest)
                    ),
                    'created_at', hardal_private.shift_time(
                        n.row -> 'timestamp', posthog_events.skew
                    )
                )
                else n.row
            end
        )
        from (
            select
                m.row,
                m.id,
                case
                    when m.moved is null and not m.has_key then m.row -> 'properties'
                    when m.has_properties
                        then (m.row -> 'properties')
                        - case when m.has_key then '{token,api_key}'::text[] else '{}' end
                        || coalesce(m.moved, '{}')
                    else m.moved
                end as own,
                case
                    when jsonb_typeof(m.row) = 'object' then m.row - array[
                        'event',
                        'timestamp',
                        case when posthog_events.live then 'token' end,
                        case when posthog_events.live then 'api_key' end,
                        case when m.has_properties then 'properties' end,
                        case when m.moved ? '$set' then '$set' end,
                        case when m.moved ? '$set_once' then '$set_once' end
                    ]
                end as rest
            from (
                select
                    e.row,
                    case
                        when hardal_private.is_given(e.row -> 'uuid')
                            then hardal_private.id_text(e.row -> 'uuid')
                        else hardal_private.id_text(e.row -> 'messageId')
                    end as id,
                    coalesce(jsonb_typeof(e.row -> 'properties') = 'object', false)
                        as has_properties,
                    posthog_events.live and coalesce(
                        e.row #>> '{properties,token}' like 'hk\_%'
                        or e.row #>> '{properties,api_key}' like 'hk\_%',
                        false
                    ) as has_key,
                    case
                        when e.row ?| '{$set,$set_once}'
                            then (
                                select jsonb_object_agg(s.name, e.row -> s.name)
                                from unnest('{$set,$set_once}'::text[]) as s (name)
                                where jsonb_typeof(e.row -> s.name) = 'object'
                            )
                    end as moved
                from jsonb_array_elements(events) as e (row)
                offset 0 -- so that each value is computed once
            ) as m
            offset 0
        ) as n
    );
end
$$;

comment on function hardal_private.posthog_events(jsonb, boolean, interval) is
'The events of an array of PostHog''s events; live: as an SDK sends them, from a clock that is '
'behind by skew';
