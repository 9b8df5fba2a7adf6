-- Writes a description that came over HTTP, for the tenant of the request, and says with the right
-- status why it was not written.
create or replace function hardal_private.describe_by_request(
    event_name text, property text, description text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_message text;
    v_hint text;
begin
    return hardal_private.write_description(
        hardal_private.current_tenant(), event_name, property, description
    );
exception
    when sqlstate 'HD400' or sqlstate 'HD404' or lock_not_available then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        return hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal_private.describe_by_request(text, text, text) is
'Writes or removes a description for the tenant of the HTTP request; PT400, PT404, and PT409 where '
'maintenance or an erasure holds the tenant';
