-- Adds one line to the report of maintenance. A line that repeats the last one's tenant and action
-- raises its count instead, so that a thousand small steps stay one line.
create or replace function hardal_private.add_to_report(report jsonb, did jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when did ->> 'count' = '0' then report
        when
            report -> -1 ->> 'tenant' = did ->> 'tenant'
            and report -> -1 ->> 'what' = did ->> 'what'
            and did -> 'object' = 'null'
            then jsonb_set(
                report,
                '{-1,count}',
                to_jsonb((report #>> '{-1,count}')::bigint + (did ->> 'count')::bigint)
            )
        else report || (did - 'more')
    end
$$;

comment on function hardal_private.add_to_report(jsonb, jsonb) is
'Returns the report with one more line, or with a higher count in its last line '
'where both say the same; a line with count 0 is left out';
