-- Returns paths over HTTP: GET /rpc/paths?start_event=signup&depth=3.
-- See functions/read_surface/paths.sql.
create or replace function hardal.paths(
    start_event text,
    since text default null,
    until text default null,
    within interval default '1 hour',
    depth int default 4,
    max_rows int default 50,
    time_zone text default 'UTC'
)
returns setof hardal.path
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.paths($1, $2, $3, $4, $5, $6, $7)', hardal_private.current_tenant()
    )
    using start_event, since, until, within, depth, max_rows, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.paths(text, text, text, interval, int, int, text) is
'What clients do after an event, the most frequent paths first: up to depth events within '
'an interval. since is inclusive (left out: 30 days ago), until is exclusive; both are dates or '
'times of time_zone; PT400 for a wrong argument';
grant execute on function hardal.paths(text, text, text, interval, int, int, text)
to hardal_read, hardal_manage;
