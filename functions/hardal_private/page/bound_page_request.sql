-- Bounds the time of a request for the page or a file of it. It reads one row, which takes
-- milliseconds.
create or replace function hardal_private.bound_page_request()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    select
        set_config('statement_timeout', '4s', true),
        set_config('idle_in_transaction_session_timeout', '30s', true)
$$;

comment on function hardal_private.bound_page_request() is
'Sets the timeouts of a request for a file of the page';
