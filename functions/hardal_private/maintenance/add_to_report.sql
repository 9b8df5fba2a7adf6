-- Adds one line to the report of maintenance. Where the last line of the report has the same tenant
-- and action, and the new line names no object, the count of the last line is raised instead. So a
-- thousand small steps stay one line.
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
        else report || (did - '{more,days_left}'::text[])
    end
$$;

comment on function hardal_private.add_to_report(jsonb, jsonb) is
'Returns the report with one more line, or with a higher count in its last line '
'where that line has the same tenant and action; a line with count 0 is left out';
