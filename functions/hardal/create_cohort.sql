-- Makes a cohort from a definition: POST /rpc/create_cohort
-- {"name": "buyers", "definition": {"all": [{"did": "purchase"}]}}. A query in SQL is not taken
-- over HTTP: it would run with hardal_owner's rights.
create or replace function hardal.create_cohort(
    name text,
    definition jsonb,
    is_static boolean default false,
    description text default null
)
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
    return hardal_private.write_cohort(
        hardal_private.current_tenant(), name, definition, is_static, description
    );
exception
    when query_canceled then
        perform hardal_private.refuse_overtime('nothing was done');
        return null;
    when
        sqlstate 'HD400' or sqlstate 'HD403' or sqlstate 'HD404' or sqlstate 'HD409'
        or lock_not_available
        then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        return hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal.create_cohort(text, jsonb, boolean, text) is
'Makes a cohort from a definition such as {"all": [{"did": "purchase"}]}, and describes it; '
'is_static: its units stay as they are now. PT400 for a wrong argument, and for an event or a '
'property that does not exist; PT409 where the name is taken, or maintenance holds the tenant';
grant execute on function hardal.create_cohort(text, jsonb, boolean, text) to hardal_manage;
