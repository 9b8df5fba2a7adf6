-- Returns a trend over HTTP:
-- GET /rpc/trend?event_names={signup,purchase}&every=week&since=2024-10-01&compare=true.
-- A key of the scope aggregate may see no value of a property, so by is refused for it.
-- See functions/read_surface/trend.sql.
create or replace function hardal.trend(
    event_names text[],
    measure text default 'events',
    by text default null,
    every text default 'day',
    since text default null,
    until text default null,
    compare boolean default false,
    max_values int default 10,
    time_zone text default 'UTC'
)
returns setof hardal.trend_point
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    if trend.by is not null and hardal_private.key_scope() = 'aggregate' then
        raise sqlstate 'PT403' using
            message = 'a key of the scope aggregate sees no values of properties',
            hint = 'leave by out, or take a key of the scope read';
    end if;
    return query execute format(
        'select * from %I.trend($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        hardal_private.current_tenant()
    )
    using
        event_names, measure, trend.by, every, since, until, compare, max_values, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.trend(
    text[], text, text, text, text, text, boolean, int, text
) is
'Events or clients (measure) of one to five event names by hour, day, week or month (every), also '
'those of the span before (compare) and by the values of a property (by; not for a key of the '
'scope aggregate). since is inclusive (left out: the period of 30 days ago), until is exclusive '
'(left out: the end of the current period); both are dates or times of time_zone; '
'PT400 for a wrong argument';
grant execute on function hardal.trend(text[], text, text, text, text, text, boolean, int, text)
to hardal_read, hardal_aggregate, hardal_manage;
