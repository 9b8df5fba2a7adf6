-- Returns paths over HTTP:
-- GET /rpc/paths?start_event=signup&depth=3.
-- See functions/read_surface/paths.sql.
create or replace function hardal.paths(
    start_event text,
    since text default null,
    until text default null,
    within interval default '1 hour',
    depth int default 4,
    max_rows int default 50,
    time_zone text default 'UTC',
    direction text default 'after',
    end_event text default null,
    leave_out text[] default null,
    collapse boolean default false,
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
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
        'select *
        from %I.paths(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
        )',
        hardal_private.current_tenant()
    )
    using
        start_event, since, until, within, depth, max_rows, time_zone, direction, end_event,
        leave_out, paths.collapse, unit, filter, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.paths(
    text, text, text, interval, int, int, text, text, text, text[], boolean, text, jsonb, text
) is
'What units (client, person, or a property) do after an event, the most frequent paths first: up '
'to depth events within an interval; direction before: what they did before it; end_event: paths '
'from '
'one event to another. leave_out are names that do not count, collapse makes one event of several '
'of the same name. since is inclusive (left out: 30 days ago), until is exclusive; both are dates '
'or times of time_zone; PT400 for a wrong argument';
grant execute on function hardal.paths(
    text, text, text, interval, int, int, text, text, text, text[], boolean, text, jsonb, text
)
to hardal_read, hardal_manage;
