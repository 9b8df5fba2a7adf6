-- The report of maintenance with one more line; what came before of the same kind is counted together.
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
            then jsonb_set(report, '{-1,count}', to_jsonb((report #>> '{-1,count}')::bigint + (did ->> 'count')::bigint))
        else report || (did - 'more')
    end
$$;

comment on function hardal_private.add_to_report(jsonb, jsonb) is
'Appends what a step of maintenance did to the report, or counts it to the last line where that says the same';
