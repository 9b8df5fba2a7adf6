-- Answers as ingest would, by the same code, and stores nothing: POST /rpc/validate.
create or replace function hardal.validate(jsonb)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return hardal_private.serve_events(hardal_private.batch_events($1), true);
end
$$;

comment on function hardal.validate(jsonb) is
'Answers as ingest would for one event or {"events": [event, ...]}, and stores nothing; '
'ids is null where an event has no id';
grant execute on function hardal.validate(jsonb)
to hardal_ingest, hardal_manage, template__write;
