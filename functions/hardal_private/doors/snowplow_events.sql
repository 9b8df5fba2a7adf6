-- Maps events of Snowplow's tracker protocol: flat objects of strings. A self-describing event has
-- the name of its schema, every other event the name that Snowplow's enriched events have. The
-- fields of a structured event and of a page have their enriched names too.
-- stm, the time of sending, is new at each try, so it is no part of the event.
-- https://docs.snowplow.io/docs/fundamentals/canonical-event/
create or replace function hardal_private.snowplow_events(events jsonb, now timestamptz)
returns jsonb
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    -- jsonb_array_elements keeps the order, and so does an aggregate over it
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
                    hardal_private.without_nulls(
                        (
                            n.row
                            - '{stm}'::text[]
                            - case
                                when n.described is null
                                    then '{se_ca,se_ac,se_la,se_pr,se_va,url,page,refr}'::text[]
                                else '{ue_px,ue_pr}'
                            end
                            - case when n.contexts is null then '{}'::text[] else '{cx,co}' end
                        )
                        || jsonb_build_object(
                            'schema', n.described -> 'schema',
                            'contexts', n.contexts,
                            'replaced_characters', case
                                when n.is_mended then 'true'
                                else n.row -> 'replaced_characters'
                            end
                        )
                    )
                ),
                'created_at', case
                    -- the true time is the caller's word; the device's clock may be wrong
                    when hardal_private.is_given(n.row -> 'ttm')
                        then hardal_private.from_epoch(n.row -> 'ttm', n.row ->> 'ttm', 1000)
                    else hardal_private.shift_time(
                        hardal_private.from_epoch(n.row -> 'dtm', n.row ->> 'dtm', 1000),
                        hardal_private.clock_skew(
                            hardal_private.from_epoch(n.row -> 'stm', n.row ->> 'stm', 1000),
                            snowplow_events.now
                        )
                    )
                end
            )
            else n.row
        end
    )
    from (
        select
            d.row,
            hardal_private.id_text(d.row -> 'eid') as id,
            d.event -> 'data' as described,
            d.contexts -> 'data' as contexts,
            coalesce(
                d.event ? 'replaced_characters' or d.contexts ? 'replaced_characters', false
            ) as is_mended
        from (
            select
                e.row,
                hardal_private.snowplow_json(e.row ->> 'ue_pr', e.row ->> 'ue_px') as event,
                hardal_private.snowplow_json(e.row ->> 'co', e.row ->> 'cx') as contexts
            from jsonb_array_elements(events) as e (row)
            offset 0 -- so that each value is computed once
        ) as d
        offset 0
    ) as n
$$;

comment on function hardal_private.snowplow_events(jsonb, timestamptz) is
'The events of an array of events of Snowplow''s tracker protocol, received at this time';
