-- Returns one page of the events as they were stored, accepted and rejected, newest first.
--
-- Three kinds of pages:
-- - the first page: before and after are null;
-- - an older page: before is the place where the page above it ended;
-- - what is new: after is the place that an answer gave as newer.
--
-- What is new. received_at is the start of the transaction that stored the event. So an event can
-- become visible after events that were received later, and a place in time alone would lose it.
-- The place therefore holds the time at which the function looked (at), the transactions that ran
-- then and may store events (possible_writers), and for each of them between which times it began.
-- The next call reads
-- 1. everything received since the function looked. A transaction that was not running then began
--    later, or was over, and its events were seen.
-- 2. the time in which a transaction of the list began, once this transaction is over. Erasures can
--    have moved the received_at of its events, at most to received_from.
-- The list is made before the events are read, in statements of their own, each with a snapshot of
-- its own: what is not on the list is visible. This is why the function is volatile, although it
-- changes nothing. PostgreSQL notes the start of a transaction a moment before others can see the
-- transaction, so each time reaches a second back.
-- Rows are read twice rather than never, and the client drops doubles by their id. Most doubles are
-- left out here: a row of a transaction before all that ran at the last call (xid) was seen. This
-- is all that the row tells, because it has the id of a subtransaction. xid is found before the
-- list is made, so that it is above no transaction of the list.
--
-- How much one call reads. It reads spans of received_at, from the newest on, until the page is
-- full, everything is searched, or a third of a second is over (twice as much where it has found
-- nothing); then the client goes on with older.
-- A span without many rows makes the next one ten times as long, and a span with too many is
-- halved and halved again before it is read.
create or replace function template__store.live_page(
    event_name text,
    client_id text,
    keys text[],
    value text,
    rejected boolean,
    before jsonb,
    after jsonb,
    max_rows int
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
set plan_cache_mode = force_custom_plan
set jit = off
-- the spans are short, and the planner cannot know it of a table without statistics
set enable_seqscan = off
as $$
declare
    -- rows of a span that are read at most, unless they all have the same time
    c_dense constant int := case when keys is null then 5000 else 20000 end;
    c_dense_rejected constant int := case
        when num_nonnulls(event_name, client_id, keys) = 0 then 5000 else 20000
    end;
    c_shortest constant interval := interval '1 millisecond';
    v_looked_at timestamptz := clock_timestamp();
    v_deadline timestamptz := v_looked_at + interval '0.3 s';
    -- what is still to be read
    v_spans tstzmultirange := '{(,)}'::tstzmultirange;
    -- rows of transactions before this one were seen; null: none was
    v_since_xid bigint;
    v_all_spans tstzmultirange;
    -- a transaction id that is larger than those of all rows that can be seen soon
    v_far_xid bigint;
    -- the upper end is (v_until, v_until_id), exclusive
    v_until timestamptz;
    v_until_id uuid;
    v_low timestamptz;
    v_step interval := interval '10 s';
    -- the lower end of a span that had too many rows
    v_dense_low timestamptz;
    v_count bigint;
    v_count_rejected bigint;
    v_running jsonb;
    -- a time at which all transactions of v_running had begun
    v_listed_at timestamptz;
    v_newer jsonb;
    v_older jsonb;
    v_next_xid bigint;
    v_rows jsonb[] := array[]::jsonb[];
    v_times timestamptz[] := array[]::timestamptz[];
    v_ids uuid[] := array[]::uuid[];
    v_found record;
begin
    begin
        if
            num_nonnulls(before, after) > 0
            and coalesce(before ->> 'time', after ->> 'at') is null
        then
            perform hardal_private.refuse_cursor();
        elsif before is not null then
            v_spans := coalesce((before ->> 'spans')::tstzmultirange, v_spans)
                * tstzmultirange(tstzrange(null, (before ->> 'time')::timestamptz, '[]'));
            v_since_xid := (before ->> 'xid')::bigint;
            v_until_id := (before ->> 'id')::uuid;
        elsif after is not null then
            v_since_xid := (after ->> 'xid')::bigint;
        end if;
    exception when data_exception then
        perform hardal_private.refuse_cursor();
    end;

    v_next_xid := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    v_far_xid := pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 2147483648;
    if before is null then
        -- A transaction that commits leaves the snapshots before it gives its locks back. So one of
        -- the list below may be in no snapshot any more, and it is no transaction that was seen.
        select
            least(
                v_next_xid,
                min(v_far_xid - ((v_far_xid - l.transactionid::text::bigint) & 4294967295))
            )
        into v_next_xid
        from pg_locks as l
        where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted;
        select coalesce(jsonb_object_agg(w.transaction, extract(epoch from w.begun_within)), '{}')
        into v_running
        from hardal_private.possible_writers('template') as w;
        v_listed_at := clock_timestamp() + interval '1 s';
    end if;

    if before is null then
        begin
            with known as (
                select
                    t.transaction,
                    (s.span ->> 0)::timestamptz as begun_from,
                    (s.span ->> 1)::timestamptz as begun_until
                from jsonb_array_elements(coalesce(after -> 'running', '[]')) as s (span)
                cross join jsonb_array_elements_text(s.span -> 2) as t (transaction)
            ),

            -- a transaction may have been prepared meanwhile, under whatever name
            new as (
                select
                    r.key as transaction,
                    case
                        when after is null
                            then v_looked_at - make_interval(secs => r.value::float8)
                        when r.key like 'prepared %'
                            then least(
                                (after ->> 'at')::timestamptz,
                                (select min(k.begun_from) from known as k)
                            )
                        else (after ->> 'at')::timestamptz
                    end as begun_from,
                    v_listed_at as begun_until
                from jsonb_each_text(v_running) as r
                where r.key not in (select k.transaction from known as k)
            ),

            running as (
                select *
                from new as n
                union all
                select *
                from known as k
                where v_running ? k.transaction
            ),

            over as (
                select k.*
                from known as k
                where not v_running ? k.transaction
            )

            select
                jsonb_build_object(
                    'at', v_looked_at - interval '1 s',
                    'xid', v_next_xid,
                    -- transactions that began in the same time stand together
                    'running', coalesce((
                        select jsonb_agg(r.span)
                        from (
                            select
                                jsonb_build_array(
                                    r.begun_from, r.begun_until, jsonb_agg(r.transaction)
                                ) as span
                            from running as r
                            group by r.begun_from, r.begun_until
                        ) as r
                    ), '[]')
                ),
                case
                    when after is null then v_spans
                    else
                        tstzmultirange(tstzrange((after ->> 'at')::timestamptz, null))
                        + coalesce((
                            select range_agg(
                                tstzrange(
                                    o.begun_from,
                                    greatest(o.begun_until, b.received_from)
                                    + interval '1 microsecond'
                                )
                            )
                            from over as o
                            cross join template__store.boundary as b
                        ), '{}')
                end
            into v_newer, v_spans;
        exception when data_exception then
            perform hardal_private.refuse_cursor();
        end;
    end if;

    -- too many for an address: everything since the first of them is read again
    if length(v_newer ->> 'running') > 2400 then
        v_newer := v_newer || jsonb_build_object(
            'at', (
                select min((s.span ->> 0)::timestamptz)
                from jsonb_array_elements(v_newer -> 'running') as s (span)
            ),
            'running', '[]'::jsonb
        );
    end if;

    v_all_spans := v_spans;
    loop
        v_until := coalesce(upper(v_spans), 'infinity');
        v_until_id := coalesce(v_until_id, '00000000-0000-0000-0000-000000000000');
        -- the newest of the spans, or a part of it
        v_low := greatest(
            coalesce(
                (
                    select lower(s.span)
                    from unnest(v_spans) as s (span)
                    order by s.span desc
                    limit 1
                ),
                '-infinity'
            ),
            case
                when v_step < interval '3 years' then least(v_until, clock_timestamp()) - v_step
                else '-infinity'
            end
        );

        select
            (
                select count(*)
                from (
                    select
                    from template__store.events as e
                    where
                        rejected is not true
                        and e.received_at >= v_low
                        and e.received_at <= v_until
                        and (e.received_at, e.id) < (v_until, v_until_id)
                        and (live_page.event_name is null or e.event_name = live_page.event_name)
                        and (live_page.client_id is null or e.client_id = live_page.client_id)
                    limit c_dense + 1
                ) as e
            ),
            (
                select count(*)
                from (
                    select
                    from template__store.rejected_events as r
                    where
                        rejected is not false
                        and r.received_at >= v_low
                        and r.received_at <= v_until
                        and (r.received_at, r.rejected_id) < (v_until, v_until_id)
                    limit c_dense_rejected + 1
                ) as r
            )
        into v_count, v_count_rejected;
        if
            (v_count > c_dense or v_count_rejected > c_dense_rejected)
            and v_step > c_shortest
        then
            v_step := greatest(v_step / 4, c_shortest);
            v_dense_low := v_low;
            continue;
        end if;

        if v_count + v_count_rejected > 0 then
            select
                coalesce(array_agg(f.shown order by f.received_at desc, f.id desc), '{}') as rows,
                coalesce(array_agg(f.received_at order by f.received_at desc, f.id desc), '{}')
                    as times,
                coalesce(array_agg(f.id order by f.received_at desc, f.id desc), '{}') as ids
            into v_found
            from template__store.live_rows(
                event_name, client_id, keys, value, rejected, v_low, v_until, v_until_id,
                v_since_xid, v_far_xid, max_rows + 1 - cardinality(v_rows)
            ) as f;
            v_rows := v_rows || v_found.rows;
            v_times := v_times || v_found.times;
            v_ids := v_ids || v_found.ids;
        end if;

        v_until_id := null;
        v_spans := v_spans - tstzmultirange(tstzrange(nullif(v_low, '-infinity'), null));
        if v_count <= c_dense / 10 and v_count_rejected <= c_dense_rejected / 10 then
            v_step := v_step * 10;
        end if;
        -- not over the many rows again, but half of the way to where they must end
        if v_low > v_dense_low then
            v_step := least(v_step, greatest((v_low - v_dense_low) / 2, c_shortest));
        end if;
        exit when
            cardinality(v_rows) > max_rows
            or isempty(v_spans)
            or clock_timestamp() > v_deadline + interval '0.3 s'
            or (clock_timestamp() > v_deadline and cardinality(v_rows) > 0);
    end loop;

    if cardinality(v_rows) > max_rows then
        v_low := v_times[max_rows];
        v_until_id := v_ids[max_rows];
    elsif isempty(v_spans) then
        v_low := null;
    end if;
    if v_low is not null then
        v_older := jsonb_build_object(
            'time', v_low,
            'id', coalesce(v_until_id, '00000000-0000-0000-0000-000000000000')
        ) || case
            when v_since_xid is null then '{}'
            else jsonb_build_object(
                'xid', v_since_xid,
                'spans', v_all_spans::text
            )
        end;
    end if;
    return jsonb_build_object(
        'rows', to_jsonb(v_rows[1:max_rows]),
        'older', v_older,
        'newer', v_newer,
        'searched_from', v_low
    );
end
$$;

comment on function template__store.live_page(
    text, text, text[], text, boolean, jsonb, jsonb, int
) is
'One page of the events as they were stored, newest first, and the places where older and newer '
'ones are read on. keys and value: only events with this property; rejected: only rejected (true) '
'or accepted (false) events. A null filter filters nothing; PT400 where a place is none';
