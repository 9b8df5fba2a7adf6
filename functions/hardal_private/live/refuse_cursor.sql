-- Refuses a request whose cursor is none.
create or replace function hardal_private.refuse_cursor()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- not immutable, so that it runs when it is called, and not when the caller's statement is
    -- planned: @plpgsql_check_options: performance_warnings = off
    raise sqlstate 'PT400' using
        message = 'this is no cursor of this list',
        hint = 'send a cursor back as an earlier answer of the same function had it, '
        'or leave it out to begin anew';
end
$$;

comment on function hardal_private.refuse_cursor() is 'PT400: the cursor of a request is none';
