-- Drops a cohort: POST /rpc/drop_cohort {"name": "buyers"}.
create or replace function hardal.drop_cohort(name text)
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
    return hardal_private.remove_cohort(hardal_private.current_tenant(), name);
exception
    when query_canceled then
        perform hardal_private.refuse_overtime('nothing was done');
        return null;
    when sqlstate 'HD404' or sqlstate 'HD409' or lock_not_available then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        return hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal.drop_cohort(text) is
'Drops a cohort, and returns its name; PT404 where there is none, PT409 where a view stands on it, '
'or maintenance holds the tenant';
grant execute on function hardal.drop_cohort(text) to hardal_manage;
