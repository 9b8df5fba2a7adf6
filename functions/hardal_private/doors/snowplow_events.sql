-- Maps events of Snowplow's tracker protocol: flat objects of strings. A self-describing event has
-- the name of its schema, every other event the name that Snowplow's enriched events have. The
-- fields of a structured event and of a page have their enriched names too.
-- stm, the time of sending, is new at each try, so it is no part of the event. It tells how far the
-- device's clock is off: see clock_skew.
-- https://docs.snowplow.io/docs/fundamentals/canonical-event/
create or replace function hardal_private.snowplow_events(events jsonb, now timestamptz)
returns jsonb
language plpgsql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_now numeric := extract(epoch from snowplow_events.now) * 1000;
begin
    -- jsonb_array_elements keeps the order, and so does an aggregate over it
    return (
        select jsonb_agg(
            case
                when jsonb_typeof(n.row) = 'object' then jsonb_build_object(
                    'id', hardal_private.vendor_id('snowplow', n.id),
                    'event_name', case n.row ->> 'e'
                        when 'ue' then to_jsonb(
                            substring(n.described ->> 'schema' from '^iglu:[^/]+/([^/]+)/')
                        )
                        when 'se' then '"struct"'
                        when 'pv' then '"page_view"'
                        when 'pp' then '"page_ping"'
                        when 'tr' then '"transaction"'
                        when 'ti' then '"transaction_item"'
                        else n.row -> 'e'
                    end,
                    'client_id', hardal_private.first_id(n.row -> 'uid', n.row -> 'duid'),
                    'properties', hardal_private.vendor_properties(
                        '$snowplow',
                        case
                            when jsonb_typeof(n.described -> 'data') = 'object'
                                then n.described -> 'data'
                            else hardal_private.without_nulls(jsonb_build_object(
                                'se_category', n.row -> 'se_ca',
                                'se_action', n.row -> 'se_ac',
                                'se_label', n.row -> 'se_la',
                                'se_property', n.row -> 'se_pr',
                                'se_value', case
                                    when n.row ->> 'se_va' ~ '^-?[0-9]{1,30}(\.[0-9]{1,30})?$'
                                        then to_jsonb((n.row ->> 'se_va')::numeric)
                                    else n.row -> 'se_va'
                                end,
                                'page_url', n.row -> 'url',
                                'page_title', n.row -> 'page',
                                'page_referrer', n.row -> 'refr'
                            ))
                        end,
                        hardal_private.without_nulls(n.rest)
                    ),
                    'created_at', case
                        -- the true time is the caller's word; the device's clock may be wrong
                        when hardal_private.is_given(n.row -> 'ttm')
                            then hardal_private.from_epoch(n.row -> 'ttm', n.ttm, 1000)
                        else hardal_private.from_epoch(n.row -> 'dtm', n.dtm, 1000)
                    end
                )
                else n.row
            end
        )
        from (
            select
                e.row,
                hardal_private.id_text(e.row -> 'eid') as id,
                e.described,
                case
                    when jsonb_typeof(e.row) = 'object' then e.row
                        - array[
                            'stm',
                            case when e.contexts is not null then 'cx' end,
                            case when e.contexts is not null then 'co' end
                        ]
                        - case
                            when e.described is not null then '{ue_px,ue_pr}'::text[]
                            else '{se_ca,se_ac,se_la,se_pr,se_va,url,page,refr}'
                        end
                        || case
                            when e.described is null then '{}'
                            else jsonb_build_object('schema', e.described -> 'schema')
                        end
                        || case
                            when e.contexts is null then '{}'
                            else jsonb_build_object('contexts', e.contexts)
                        end
                        || case
                            when e.is_mended then '{"replaced_characters": true}'::jsonb
                            else '{}'
                        end
                end as rest,
                hardal_private.epoch_units(e.row -> 'ttm') as ttm,
                hardal_private.epoch_units(e.row -> 'dtm') + case
                    when
                        abs(v_now - hardal_private.epoch_units(e.row -> 'stm'))
                        between 30000 and 315360000000
                        then v_now - hardal_private.epoch_units(e.row -> 'stm')
                    else 0
                end as dtm
            from (
                select
                    f.row,
                    f.event -> 'data' as described,
                    f.contexts -> 'data' as contexts,
                    f.event ? 'replaced_characters' or f.contexts ? 'replaced_characters'
                        as is_mended
                from rows from (
                    jsonb_array_elements(events),
                    unnest(hardal_private.snowplow_data(events, 'ue_pr', 'ue_px')),
                    unnest(hardal_private.snowplow_data(events, 'co', 'cx'))
                ) as f (row, event, contexts)
                offset 0 -- so that each value is computed once
            ) as e
            offset 0
        ) as n
    );
end
$$;

comment on function hardal_private.snowplow_events(jsonb, timestamptz) is
'The events of an array of events of Snowplow''s tracker protocol, received at this time';
