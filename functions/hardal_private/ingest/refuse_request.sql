-- Refuses a request with a status and headers.
-- Over HTTP it raises an error in the form that PostgREST reads: SQLSTATE PGRST, with JSON as
-- message and detail. To a SQL login it raises an error whose SQLSTATE is PT and the status. See
-- https://docs.postgrest.org/en/v12/references/errors.html#raise-errors-with-http-status-codes
create or replace function hardal_private.refuse_request(
    status int,
    message text,
    details text,
    hint text,
    headers jsonb default '{}',
    code text default null
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if session_user <> 'hardal_authenticator' then
        raise exception using
            errcode = coalesce(refuse_request.code, 'PT' || refuse_request.status),
            message = refuse_request.message,
            detail = coalesce(refuse_request.details, ''),
            hint = coalesce(refuse_request.hint, '');
    end if;
    raise sqlstate 'PGRST' using
        message = jsonb_build_object(
            'code', coalesce(refuse_request.code, 'PT' || refuse_request.status),
            'message', refuse_request.message,
            'details', refuse_request.details,
            'hint', refuse_request.hint
        ),
        detail = jsonb_build_object(
            'status', refuse_request.status, 'headers', refuse_request.headers
        );
end
$$;

comment on function hardal_private.refuse_request(int, text, text, text, jsonb, text) is
'Ends a request with this status: SQLSTATE PT and the status for a SQL login, '
'the status itself over HTTP, with these headers. code replaces PT and the status';
