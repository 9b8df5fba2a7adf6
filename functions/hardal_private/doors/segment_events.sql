-- Maps messages of Segment, RudderStack or Jitsu to events. It refuses nothing: the rules of events
-- reject a message that makes no valid event.
-- hardal_admin/mappings/segment.py is the same mapping for imports; a test compares the two.
--
-- Live messages lose two fields: sentAt is new at each try, and writeKey is a secret. skew is the
-- time by which the sender's clock is behind.
create or replace function hardal_private.segment_events(
    messages jsonb, live boolean default false, skew interval default null
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
                    'id', hardal_private.vendor_id('segment', n.id),
                    'event_name', n.event_name,
                    'client_id', hardal_private.first_id(n.row -> 'userId', n.row -> 'anonymousId'),
                    'properties', hardal_private.vendor_properties(
                        '$segment', n.own, hardal_private.without_nulls(n.rest)
                    ),
                    'created_at', hardal_private.shift_time(n.created_at, segment_events.skew)
                )
                else n.row
            end
        )
        from (
            select
                k.row,
                case
                    when k.has_content then k.row -> k.content
                    -- rudder-sdk-python has the traits of an identify there
                    when k.kind = '"identify"' then k.row #> '{context,traits}'
                end as own,
                -- most messages have a null anonymousId or userId: without_nulls is slower
                case
                    when jsonb_typeof(k.row) = 'object' then k.row - array[
                        'event',
                        k.time,
                        case when k.has_content then k.content end,
                        case when segment_events.live then 'sentAt' end,
                        case when segment_events.live then 'writeKey' end,
                        case when k.row -> 'anonymousId' = 'null' then 'anonymousId' end,
                        case when k.row -> 'userId' = 'null' then 'userId' end
                    ]
                end as rest,
                case when k.kind = '"track"' then k.row -> 'event' else k.kind end as event_name,
                k.row -> k.time as created_at,
                hardal_private.id_text(k.row -> 'messageId') as id
            from (
                select
                    t.*,
                    coalesce(jsonb_typeof(t.row -> t.content) = 'object', false) as has_content,
                    case
                        when hardal_private.is_given(t.row -> 'timestamp') then 'timestamp'
                        when hardal_private.is_given(t.row -> 'originalTimestamp')
                            then 'originalTimestamp'
                        when hardal_private.is_given(t.row -> 'receivedAt') then 'receivedAt'
                        else 'sentAt'
                    end as time
                from (
                    select
                        m.row,
                        m.row -> 'type' as kind,
                        case
                            when m.row -> 'type' in ('"identify"', '"group"') then 'traits'
                            else 'properties'
                        end as content
                    from jsonb_array_elements(messages) as m (row)
                    offset 0 -- so that each value is computed once
                ) as t
                offset 0
            ) as k
            offset 0
        ) as n
    );
end
$$;

comment on function hardal_private.segment_events(jsonb, boolean, interval) is
'The events of an array of messages of Segment, RudderStack or Jitsu; live: as an SDK sends them, '
'from a clock that is behind by skew';
