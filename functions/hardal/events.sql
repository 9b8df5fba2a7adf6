-- Returns events over HTTP, newest first:
-- GET /rpc/events?event_name=purchase&since=2024-10-01&max_rows=100.
create or replace function hardal.events(
    event_name text default null,
    client_id text default null,
    since text default null,
    until text default null,
    after uuid default null,
    max_rows int default 100
)
returns setof hardal.event
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_plain_statement();
    if max_rows is null or max_rows not between 1 and 10000 then
        raise sqlstate 'PT400' using
            message = 'max_rows is between 1 and 10000',
            hint = 'for more, page on with after=<id of the last event>';
    end if;
    return query execute format(
        'select * from %I.events_page($1, $2, $3, $4, $5, $6)',
        hardal_private.current_tenant() || '__store'
    )
    using
        event_name,
        client_id,
        hardal_helpers.moment(since, 'UTC'),
        hardal_helpers.moment(until, 'UTC'),
        after,
        max_rows;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.events(text, text, text, text, uuid, int) is
'The tenant''s events, newest first. since is inclusive, until is exclusive; dates are those of '
'UTC. '
'after is the id of the last event of the page before. max_rows is at most 10000. '
'A null filter filters nothing; PT400 where max_rows is out of range or after is no event';
grant execute on function hardal.events(text, text, text, text, uuid, int)
to hardal_read, hardal_manage;
