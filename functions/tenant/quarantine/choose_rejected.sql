-- Chooses up to 1,000 rejected events of a reason, oldest first, from a place on. The place is an
-- array of the time and the id of the last event of the choice before.
create or replace function template__store.choose_rejected(
    code text,
    field text,
    event_name text,
    after jsonb,
    out ids uuid[],
    out remaining bigint,
    out next jsonb
)
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
begin
    begin
        v_time := coalesce((after ->> 0)::timestamptz, '-infinity');
        v_id := coalesce((after ->> 1)::uuid, '00000000-0000-0000-0000-000000000000');
    exception when data_exception then
        perform hardal_private.refuse_cursor();
    end;
    with matching as (
        select
            r.rejected_id,
            r.received_at,
            row_number() over (order by r.received_at, r.rejected_id) as place
        from template__store.rejected_events as r
        where
            r.received_at >= v_time
            and (r.received_at, r.rejected_id) > (v_time, v_id)
            and (
                coalesce(choose_rejected.code, choose_rejected.field) is null
                or r.errors
                @> hardal_private.reason_pattern(choose_rejected.code, choose_rejected.field)
            )
            and (
                choose_rejected.event_name is null
                or r.payload ->> 'event_name' = choose_rejected.event_name
            )
    )

    select
        coalesce(array_agg(m.rejected_id order by m.place) filter (where m.place <= 1000), '{}'),
        count(*) filter (where m.place > 1000),
        (
            select jsonb_build_array(l.received_at, l.rejected_id)
            from matching as l
            where l.place = 1000 and exists (select from matching as n where n.place > 1000)
        )
    into ids, remaining, next
    from matching as m;
end
$$;

comment on function template__store.choose_rejected(text, text, text, jsonb) is
'Up to 1,000 rejected events of a reason after a place, oldest first; how many more there are, and '
'the place where they begin (null: there are no more). A null filter filters nothing; '
'PT400 where after is no place';
