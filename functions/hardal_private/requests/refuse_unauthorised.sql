-- Refuses a request that has no token and no key that counts.
create or replace function hardal_private.refuse_unauthorised(reason text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.refuse_request(
        401, reason, null,
        'send a key that hardal-admin key create made as the user of Basic authentication'
        ' (curl --user KEY:), or a token as Authorization: Bearer <token>',
        '{"WWW-Authenticate": "Bearer"}'
    );
end
$$;

comment on function hardal_private.refuse_unauthorised(text) is
'Ends a request with 401 for this reason, and says what a request has to have';
