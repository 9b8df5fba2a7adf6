-- Returns one page of events, newest first, from the end of the page before. The order by
-- created_at, then id, is promised to clients.
-- The plan is made anew for each call, so that a filter that was not given costs nothing, and
-- partitions are pruned.
create or replace function template__store.events_page(
    event_name text, client_id text, since timestamptz, until timestamptz, after uuid, max_rows int
)
returns setof hardal.event
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_after timestamptz;
begin
    if events_page.after is not null then
        select l.created_at into v_after
        from template__store.event_ids as l
        where l.id = events_page.after;
        if v_after is null then
            raise sqlstate 'PT400' using
                message = format('after=%s is no event of this tenant', events_page.after),
                hint = 'give the id of the last event of the page before';
        end if;
    end if;
    return query
    select
        e.id,
        e.event_name,
        e.hardal_server_request_id,
        e.client_id,
        e.properties,
        e.created_at,
        e.received_at,
        (e.created_at at time zone 'UTC')::date
    from template__store.events as e
    where
        (events_page.event_name is null or e.event_name = events_page.event_name)
        and (events_page.client_id is null or e.client_id = events_page.client_id)
        and (events_page.since is null or e.created_at >= events_page.since)
        and (events_page.until is null or e.created_at < events_page.until)
        and (
            events_page.after is null
            or (e.created_at <= v_after and (e.created_at, e.id) < (v_after, events_page.after))
        )
    order by e.created_at desc, e.id desc
    limit events_page.max_rows;
end
$$;

comment on function template__store.events_page(text, text, timestamptz, timestamptz, uuid, int) is
'One page of the tenant''s events, newest first, from since (inclusive) to until (exclusive), '
'after the event whose id is after. A null filter filters nothing; PT400 where after is no event';
