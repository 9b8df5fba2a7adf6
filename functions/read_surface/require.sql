-- For the reports of this schema: refuses a wrong argument with a line that says which ones are right. Null is wrong too.
create or replace function template.require(condition boolean, message text, hint text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if condition is not true then
        raise sqlstate 'PT400' using
            message = require.message,
            hint = require.hint;
    end if;
end
$$;

comment on function template.require(boolean, text, text) is 'For the reports: refuses a call whose arguments are wrong (PT400), unless the condition holds';
grant execute on function template.require(boolean, text, text) to template__read, template__aggregate;
