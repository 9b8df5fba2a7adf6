-- Refuses a wrong argument of a report, with a hint that says which arguments are right. A
-- condition that is null counts as wrong.
create or replace function hardal_helpers.require_argument(
    condition boolean, message text, hint text
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if condition is not true then
        raise sqlstate 'PT400' using
            message = require_argument.message,
            hint = require_argument.hint;
    end if;
end
$$;

comment on function hardal_helpers.require_argument(boolean, text, text) is
'For the reports: refuses the call with PT400, this message and this hint, '
'where the condition is false or null';
grant execute on function hardal_helpers.require_argument(boolean, text, text) to public;
