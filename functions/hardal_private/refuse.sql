-- Refuse a request with a status and headers of its own. Over HTTP in PostgREST's shape, which it reads from an error
-- whose SQLSTATE is PGRST: https://docs.postgrest.org/en/v12/references/errors.html#raise-errors-with-http-status-codes
-- To a SQL login, an error whose SQLSTATE is PT and the status.
create or replace function hardal_private.refuse(
    status int, message text, details text, hint text, headers jsonb default '{}'
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if session_user <> 'hardal_authenticator' then
        raise exception using
            errcode = 'PT' || refuse.status,
            message = refuse.message,
            detail = coalesce(refuse.details, ''),
            hint = coalesce(refuse.hint, '');
    end if;
    raise sqlstate 'PGRST' using
        message = jsonb_build_object(
            'code', 'PT' || refuse.status,
            'message', refuse.message,
            'details', refuse.details,
            'hint', refuse.hint
        ),
        detail = jsonb_build_object('status', refuse.status, 'headers', refuse.headers);
end
$$;

comment on function hardal_private.refuse(int, text, text, text, jsonb) is
'Ends a request with this status (SQLSTATE PT and the status); over HTTP with these headers too';
