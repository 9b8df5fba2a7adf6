-- Returns one page of the rejected events of a reason, newest first, and the place where it ends:
-- an array of the time and the id of its last event.
create or replace function template__store.rejected_page(
    code text, field text, event_name text, before jsonb, max_rows int
)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
set plan_cache_mode = force_custom_plan
as $$
declare
    v_time timestamptz;
    v_id uuid;
    v_page jsonb;
begin
    begin
        v_time := coalesce((before ->> 0)::timestamptz, 'infinity');
        v_id := coalesce((before ->> 1)::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    exception when data_exception then
        perform hardal_private.refuse_cursor();
    end;
    with page as (
        select
            r.rejected_id,
            r.received_at,
            r.payload,
            r.bytes,
            r.errors,
            row_number() over (order by r.received_at desc, r.rejected_id desc) as place
        from template__store.rejected_events as r
        where
            r.received_at <= v_time
            and (r.received_at, r.rejected_id) < (v_time, v_id)
            and (
                coalesce(rejected_page.code, rejected_page.field) is null
                or r.errors
                @> hardal_private.reason_pattern(rejected_page.code, rejected_page.field)
            )
            and (
                rejected_page.event_name is null
                or r.payload ->> 'event_name' = rejected_page.event_name
            )
        order by r.received_at desc, r.rejected_id desc
        limit max_rows + 1
    )

    select jsonb_build_object(
        'rows', coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'rejected_id', p.rejected_id,
                    'received_at', p.received_at,
                    'event_name', left(p.payload ->> 'event_name', 1000),
                    'client_id', left(p.payload ->> 'client_id', 1000),
                    'bytes', p.bytes,
                    'replayable', p.payload is not null,
                    'errors', p.errors
                )
                order by p.place
            ) filter (where p.place <= max_rows),
            '[]'
        ),
        'older', (
            select jsonb_build_array(l.received_at, l.rejected_id)
            from page as l
            where l.place = max_rows and exists (select from page as n where n.place > max_rows)
        )
    )
    into v_page
    from page as p;
    return v_page;
end
$$;

comment on function template__store.rejected_page(text, text, text, jsonb, int) is
'One page of the rejected events with this code, field and event_name, newest first, and the place '
'where it ends; a null filter filters nothing; PT400 where before is no place';
