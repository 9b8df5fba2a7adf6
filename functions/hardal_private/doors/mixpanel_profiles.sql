-- Maps updates of profiles ($engage) or groups ($groups) of Mixpanel to events of this name.
-- Mixpanel has no id for an update. One with a time is the same update whenever it comes again;
-- without a time, two equal updates are two.
create or replace function hardal_private.mixpanel_profiles(updates jsonb, event_name text)
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
                        when
                            hardal_private.is_given(n.row -> '$time')
                            and hardal_private.is_printable(n.row)
                            then hardal_private.hashed_id(
                                convert_to(mixpanel_profiles.event_name || (n.row)::text, 'UTF8')
                            )
                    end,
                    'event_name', mixpanel_profiles.event_name,
                    'client_id', hardal_private.first_id(n.row -> '$distinct_id', null),
                    'properties', hardal_private.vendor_properties(
                        '$mixpanel',
                        n.row - '{$distinct_id,$time}'::text[],
                        hardal_private.without_nulls(jsonb_build_object(
                            'time', n.row -> '$time', 'distinct_id', n.row -> '$distinct_id'
                        ))
                    ),
                    'created_at', hardal_private.from_epoch(
                        n.row -> '$time', n.units, hardal_private.mixpanel_unit(n.row -> '$time')
                    )
                )
                else n.row
            end
        )
        from (
            select
                case
                    when jsonb_typeof(e.row) = 'object'
                        then (e.row #- '{properties,token}') - '$token'
                    else e.row
                end as row,
                hardal_private.epoch_units(e.row -> '$time') as units
            from jsonb_array_elements(updates) as e (row)
            offset 0 -- so that each value is computed once
        ) as n
    );
end
$$;

comment on function hardal_private.mixpanel_profiles(jsonb, text) is
'The events of an array of Mixpanel''s updates of profiles or groups';
