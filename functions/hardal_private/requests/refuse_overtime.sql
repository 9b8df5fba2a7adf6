-- Refuses a request that its timeout, or a DBA, has cancelled, and says what the client can do. The
-- default is for reads. The status is not 503: PostgREST would empty its pool of connections.
create or replace function hardal_private.refuse_overtime(
    hint text default
    'ask for less at once: a shorter time, fewer rows; or ask through a PSQL URL'
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.refuse_request(
        504,
        'the request took too long and was cancelled',
        null,
        refuse_overtime.hint,
        code => '57014'
    );
end
$$;

comment on function hardal_private.refuse_overtime(text) is
'Ends a request that was cancelled: 57014, with the status 504 over HTTP, and a hint';
