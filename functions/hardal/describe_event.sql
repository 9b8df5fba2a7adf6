-- Writes what people should know about an event, over HTTP:
-- POST /rpc/describe_event {"event_name": "purchase", "description": "A paid order"}.
create or replace function hardal.describe_event(event_name text, description text)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    perform hardal_private.require_plain_statement();
    return hardal_private.describe_by_request(event_name, null, description);
exception when query_canceled then
    perform hardal_private.refuse_overtime();
    return null;
end
$$;

comment on function hardal.describe_event(text, text) is
'Writes the description of an event, at most 1,000 characters, or removes it where it is empty; it '
'is shown in event_catalog and as the comment of the typed view. PT400 for a wrong argument, PT404 '
'where there is no such event, PT409 where maintenance holds the tenant';
grant execute on function hardal.describe_event(text, text) to hardal_manage;
