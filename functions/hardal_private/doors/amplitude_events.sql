-- Maps events of Amplitude, as an SDK sends them (time, insert_id) or as an export has them
-- (event_time, $insert_id, uuid). It refuses nothing: the rules of events reject a row that makes
-- no valid event.
-- hardal_admin/mappings/amplitude.py is the same mapping for imports; a test compares the two.
create or replace function hardal_private.amplitude_events(events jsonb)
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
                    'id', hardal_private.vendor_id('amplitude', n.id),
                    'event_name', n.row -> 'event_type',
                    'client_id', hardal_private.first_id(n.row -> 'user_id', n.row -> 'device_id'),
                    'properties', hardal_private.vendor_properties(
                        '$amplitude',
                        n.row -> 'event_properties',
                        hardal_private.without_nulls(n.rest)
                    ),
                    'created_at', case
                        when n.time = 'time'
                            then hardal_private.from_epoch(n.row -> 'time', n.units, 1000)
                        else n.row -> 'event_time'
                    end
                )
                else n.row
            end
        )
        from (
            select
                t.*,
                case
                    when jsonb_typeof(t.row) = 'object' then t.row - array[
                        'event_type',
                        t.time,
                        case
                            when jsonb_typeof(t.row -> 'event_properties') = 'object'
                                then 'event_properties'
                        end
                    ]
                end as rest
            from (
                select
                    e.row,
                    case
                        when hardal_private.is_given(e.row -> '$insert_id')
                            then hardal_private.id_text(e.row -> '$insert_id')
                        when hardal_private.is_given(e.row -> 'insert_id')
                            then hardal_private.id_text(e.row -> 'insert_id')
                        else hardal_private.id_text(e.row -> 'uuid')
                    end as id,
                    hardal_private.epoch_units(e.row -> 'time') as units,
                    case
                        when hardal_private.is_given(e.row -> 'event_time') then 'event_time'
                        else 'time'
                    end as time
                from jsonb_array_elements(events) as e (row)
                offset 0 -- so that each value is computed once
            ) as t
            offset 0
        ) as n
    );
end
$$;

comment on function hardal_private.amplitude_events(jsonb) is
'The events of an array of Amplitude''s events';
