-- Counts the events in quarantine by reason. The names are those of 100 events of each reason, by
-- and large the newest: to read the name of an event, its whole payload is read.
create or replace function template__store.rejected_reasons()
returns setof hardal.rejected_reason
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
as $$
    with fault as (
        select
            r.rejected_id,
            r.received_at,
            f.fault ->> 'code' as code,
            f.fault ->> 'field' as field
        from template__store.rejected_events as r
        cross join lateral jsonb_array_elements(r.errors)
            with ordinality as f (fault, place)
        where
            -- an event counts once for a reason
            f.place = 1
            or not exists (
                select
                from jsonb_array_elements(r.errors) with ordinality as p (fault, place)
                where
                    p.place < f.place
                    and p.fault - 'message' = f.fault - 'message'
            )
    ),

    reason as (
        select
            f.code,
            f.field,
            count(*) as events,
            min(f.received_at) as first_at,
            max(f.received_at) as last_at,
            array_agg(f.rejected_id) as ids
        from fault as f
        group by f.code, f.field
        order by count(*) desc, max(f.received_at) desc
        limit 200
    )

    select
        r.code,
        r.field,
        r.events,
        r.first_at,
        r.last_at,
        array(
            select n.name
            from (
                select left(e.payload ->> 'event_name', 1000) as name
                from template__store.rejected_events as e
                where e.rejected_id = any (r.ids[r.events - 99:])
            ) as n
            where n.name is not null
            group by n.name
            order by count(*) desc, n.name collate "C"
            limit 5
        )
    from reason as r
    order by r.events desc, r.last_at desc, r.code collate "C", r.field collate "C"
$$;

comment on function template__store.rejected_reasons() is
'The rejected events by code and field, the most frequent reasons first, at most 200';
