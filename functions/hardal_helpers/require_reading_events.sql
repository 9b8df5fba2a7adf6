-- Refuses a count that reads events to a login that may not, such as a PSQL URL of the scope
-- aggregate. PostgreSQL refuses it too, but names a view that the caller has not asked for.
create or replace function hardal_helpers.require_reading_events(tenant text, hint text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not has_table_privilege(format('%I.events', tenant), 'select') then
        raise insufficient_privilege using
            message = 'this counts the events themselves, and a login of the scope aggregate may '
                'not read them',
            hint = concat(hint, ', or take a PSQL URL of the scope read');
    end if;
end
$$;

comment on function hardal_helpers.require_reading_events(text, text) is
'For the reports: refuses with 42501 a login that may not read the events of the tenant; the hint '
'says what to leave out';
grant execute on function hardal_helpers.require_reading_events(text, text) to public;
