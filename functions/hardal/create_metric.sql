-- Makes a metric from a definition: POST /rpc/create_metric
-- {"name": "revenue", "definition": {"event": "purchase", "number": "price", "measures": ["sum"]}}.
-- The next round of maintenance counts the days that are over.
create or replace function hardal.create_metric(name text, definition jsonb)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    return hardal_private.write_metric(hardal_private.current_tenant(), name, definition);
exception
    when query_canceled then
        perform hardal_private.refuse_overtime('nothing was done');
        return null;
    when
        sqlstate 'HD400' or sqlstate 'HD404' or sqlstate 'HD409' or lock_not_available
        then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        return hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal.create_metric(text, jsonb) is
'Makes a metric from a definition such as {"event": "purchase", "number": "price", "measures": '
'["sum"], "by": ["country"]}, and describes it; maintenance counts the days that are over. PT400 '
'for a wrong definition, and for an event or a property that does not exist; PT409 where the name '
'is taken, or maintenance holds the tenant';
grant execute on function hardal.create_metric(text, jsonb) to hardal_manage;
