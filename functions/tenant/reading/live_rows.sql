-- Returns the newest events of a span of received_at, accepted and rejected, as hardal.live shows
-- them. live_page chooses the spans.
-- A rejected event can hold anything: each field is the text that was sent, or null.
create or replace function template__store.live_rows(
    event_name text,
    client_id text,
    keys text[],
    value text,
    rejected boolean,
    low timestamptz,
    until timestamptz,
    until_id uuid,
    since_xid bigint,
    far_xid bigint,
    max_rows int
)
returns table (shown jsonb, received_at timestamptz, id uuid)
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
as $$
begin
    -- volatile, for a snapshot of its own: @plpgsql_check_options: performance_warnings = off
    return query
    select
        jsonb_build_object(
            'kind', f.kind,
            'id', f.id,
            'received_at', f.received_at,
            'created_at', f.created_at,
            'event_name', f.event_name,
            'client_id', f.client_id,
            'hardal_server_request_id', f.request_id,
            'properties', case when s.bytes <= 16384 then f.properties end,
            'properties_bytes', s.bytes,
            'errors', f.errors
        ),
        f.received_at,
        f.id
    from (
        (
            select
                'accepted' as kind,
                e.id,
                e.received_at,
                e.created_at,
                e.event_name,
                e.client_id,
                e.hardal_server_request_id as request_id,
                e.properties,
                '[]'::jsonb as errors
            from template__store.events as e
            where
                live_rows.rejected is not true
                and e.received_at >= live_rows.low
                and e.received_at <= live_rows.until
                and (e.received_at, e.id) < (live_rows.until, live_rows.until_id)
                and (live_rows.event_name is null or e.event_name = live_rows.event_name)
                and (live_rows.client_id is null or e.client_id = live_rows.client_id)
                and (
                    live_rows.keys is null
                    or case
                        when live_rows.value is null then e.properties #> live_rows.keys is not null
                        else e.properties #>> live_rows.keys = live_rows.value
                    end
                )
                -- the row's own id has 32 bits
                and (
                    live_rows.since_xid is null
                    or live_rows.far_xid
                    - ((live_rows.far_xid - e.xmin::text::bigint) & 4294967295)
                    >= live_rows.since_xid
                )
            order by e.received_at desc, e.id desc
            limit live_rows.max_rows
        )
        union all
        (
            select
                'rejected',
                r.rejected_id,
                r.received_at,
                hardal_private.parse_timestamp(left(r.payload ->> 'created_at', 200)),
                left(r.payload ->> 'event_name', 1000),
                left(r.payload ->> 'client_id', 1000),
                left(r.payload ->> 'hardal_server_request_id', 1000),
                nullif(r.payload -> 'properties', 'null'),
                r.errors
            from template__store.rejected_events as r
            where
                live_rows.rejected is not false
                and r.received_at >= live_rows.low
                and r.received_at <= live_rows.until
                and (r.received_at, r.rejected_id) < (live_rows.until, live_rows.until_id)
                and (
                    live_rows.event_name is null
                    or r.payload ->> 'event_name' = live_rows.event_name
                )
                and (
                    live_rows.client_id is null
                    or r.payload ->> 'client_id' = live_rows.client_id
                )
                and (
                    live_rows.keys is null
                    or case
                        when live_rows.value is null
                            then r.payload -> 'properties' #> live_rows.keys is not null
                        else r.payload -> 'properties' #>> live_rows.keys = live_rows.value
                    end
                )
                and (
                    live_rows.since_xid is null
                    or live_rows.far_xid
                    - ((live_rows.far_xid - r.xmin::text::bigint) & 4294967295)
                    >= live_rows.since_xid
                )
            order by r.received_at desc, r.rejected_id desc
            limit live_rows.max_rows
        )
        order by received_at desc, id desc
        limit live_rows.max_rows
    ) as f
    cross join lateral (select octet_length(f.properties::text) as bytes offset 0) as s;
end
$$;

comment on function template__store.live_rows(
    text, text, text[], text, boolean, timestamptz, timestamptz, uuid, bigint, bigint, int
) is
'The newest events of a span of received_at, from low (inclusive) to until and until_id '
'(exclusive), as hardal.live shows them. since_xid: only rows of transactions from this one on, '
'where far_xid is larger than the id of every row''s transaction';
