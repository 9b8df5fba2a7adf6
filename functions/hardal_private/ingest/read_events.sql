-- Reads a batch event by event, for store_events. Returns the id, time and digest of each event
-- that breaks no rule, and the errors of each other event.
-- Each result has an entry for each event, in the order sent. ids, times and digests are null where
-- the event breaks a rule; errors is null where it breaks none.
create or replace function hardal_private.read_events(
    events jsonb,
    tenant text,
    idempotency_key text,
    raws bytea[],
    faults text[],
    now timestamptz,
    oldest timestamptz,
    newest timestamptz,
    max_bytes int,
    batch_passed boolean,
    out ids uuid[],
    out times timestamptz[],
    out digests bigint[],
    out errors jsonb[]
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    -- jsonb_array_elements keeps the order, and so does an aggregate over it
    select
        array_agg(
            case
                when b.passes then hardal_private.event_id(
                    b.event, read_events.tenant, read_events.idempotency_key, b.place
                )
            end
        ),
        array_agg(case when b.passes then coalesce(b.created_at, read_events.now) end),
        array_agg(case when b.passes then hardal_private.event_digest(b.event) end),
        array_agg(
            case
                when not b.passes then coalesce(
                    hardal_private.unreadable_line_errors(
                        read_events.faults[b.place],
                        read_events.raws[b.place],
                        read_events.max_bytes
                    ),
                    hardal_private.event_errors(
                        b.event, read_events.oldest, read_events.newest, read_events.max_bytes
                    )
                )
            end
        )
    into ids, times, digests, errors
    from (
        select
            r.event,
            r.place,
            r.created_at,
            hardal_private.quick_check_event(
                r.event,
                r.created_at,
                read_events.oldest,
                read_events.newest,
                read_events.max_bytes,
                read_events.batch_passed
            ) as passes
        from (
            select
                e.event,
                e.place,
                case
                    -- only a string may be printed: a long number prints as 131 kB
                    when jsonb_typeof(e.event -> 'created_at') = 'string'
                        then hardal_private.parse_timestamp(e.event ->> 'created_at')
                end as created_at
            from jsonb_array_elements(read_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once
        ) as r
        offset 0 -- so that each event is checked once
    ) as b;
end
$$;

comment on function hardal_private.read_events(
    jsonb, text, text, bytea[], text[], timestamptz, timestamptz, timestamptz, int, boolean
) is
'The id, time and digest of each event of a batch, or its errors; '
'batch_passed is the verdict of look_over_batch';
