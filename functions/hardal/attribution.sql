-- Returns attribution over HTTP:
-- GET /rpc/attribution?conversion_event=purchase&property=utm.source&model=first.
-- See functions/read_surface/attribution.sql.
create or replace function hardal.attribution(
    conversion_event text,
    property text,
    touch_events text[] default null,
    model text default 'last',
    within interval default '30 days',
    since text default null,
    until text default null,
    time_zone text default 'UTC',
    value_property text default null,
    unit text default 'client',
    filter jsonb default null,
    touch_filter jsonb default null,
    cohort text default null,
    max_rows int default 50
)
returns setof hardal.attribution
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
        from %I.attribution(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
        )',
        hardal_private.current_tenant()
    )
    using
        conversion_event, property, touch_events, model, within, since, until, time_zone,
        value_property, unit, filter, touch_filter, cohort, max_rows;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.attribution(
    text, text, text[], text, interval, text, text, text, text, text, jsonb, jsonb, text, int
) is
'To which value of a property of touches conversions are counted: that of the first touch, the '
'last one, or all alike (model: first, last or linear). within is how long before a conversion a '
'touch '
'counts; value_property is a number of the conversions to add up. since is inclusive (left out: 30 '
'days ago), until is exclusive; both are dates or times of time_zone; '
'PT400 for a wrong argument';
grant execute on function hardal.attribution(
    text, text, text[], text, interval, text, text, text, text, text, jsonb, jsonb, text, int
)
to hardal_read, hardal_manage;
