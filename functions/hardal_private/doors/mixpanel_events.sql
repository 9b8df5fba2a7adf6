-- Maps events of Mixpanel. It refuses nothing: the rules of events reject a row that makes no valid
-- event. Mixpanel itself tells events apart by the four values that the id is made from. SDKs send
-- fractions of a second, which some exports leave out.
-- hardal_admin/mappings/mixpanel.py is the same mapping for imports; a test compares the two.
--
-- Live events lose their token, which is a secret.
create or replace function hardal_private.mixpanel_events(
    events jsonb, live boolean default false
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
                    'id', case
                        when n.insert_id <> '' then hardal_private.hashed_id(
                            '\x6d697870616e656c00'::bytea -- mixpanel and a zero byte
                            || convert_to(coalesce(n.name, 'None'), 'UTF8')
                            || '\x00'::bytea
                            || convert_to(coalesce(n.seconds, 'None'), 'UTF8')
                            || '\x00'::bytea
                            || convert_to(coalesce(n.client, 'None'), 'UTF8')
                            || '\x00'::bytea
                            || convert_to(n.insert_id, 'UTF8')
                        )
                    end,
                    'event_name', n.row -> 'event',
                    'client_id', hardal_private.first_id(n.distinct_id, null),
                    'properties', hardal_private.vendor_properties(
                        '$mixpanel', n.own, hardal_private.without_nulls(n.rest)
                    ),
                    'created_at', hardal_private.from_epoch(n.time, n.units, n.per_second)
                )
                else n.row
            end
        )
        from (
            select
                p.*,
                case
                    when p.units is not null then floor(p.units / p.per_second)::text
                    else hardal_private.id_text(p.time)
                end as seconds
            from (
                select
                    s.row,
                    s.properties -> 'time' as time,
                    s.properties -> 'distinct_id' as distinct_id,
                    s.properties - array[
                        'time',
                        'distinct_id',
                        case when mixpanel_events.live then 'token' end,
                        case when mixpanel_events.live then '$token' end
                    ] as own,
                    case
                        when jsonb_typeof(s.row) = 'object'
                            then jsonb_build_object(
                                'time', s.properties -> 'time',
                                'distinct_id', s.properties -> 'distinct_id'
                            )
                            || (
                                s.row - array[
                                    'event',
                                    case when s.has_properties then 'properties' end,
                                    case when mixpanel_events.live then '$token' end
                                ]
                            )
                    end as rest,
                    hardal_private.id_text(s.row -> 'event') as name,
                    hardal_private.epoch_units(s.properties -> 'time') as units,
                    hardal_private.id_text(s.properties -> 'distinct_id') as client,
                    hardal_private.id_text(s.properties -> '$insert_id') as insert_id,
                    hardal_private.mixpanel_unit(s.properties -> 'time') as per_second
                from (
                    select
                        e.row,
                        coalesce(jsonb_typeof(e.row -> 'properties') = 'object', false)
                            as has_properties,
                        case
                            when jsonb_typeof(e.row -> 'properties') = 'object'
                                then e.row -> 'properties'
                            else '{}'
                        end as properties
                    from jsonb_array_elements(events) as e (row)
                    offset 0 -- so that each value is computed once
                ) as s
                offset 0
            ) as p
            offset 0
        ) as n
    );
end
$$;

comment on function hardal_private.mixpanel_events(jsonb, boolean) is
'The events of an array of Mixpanel''s events; live: as an SDK sends them';
