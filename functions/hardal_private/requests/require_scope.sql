-- Refuses a request with a key whose scope may not call the function of the request's path. A path
-- that names no function is left to PostgREST, which answers 404.
create or replace function hardal_private.require_scope(role text, scope text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- the short way, for a function that has its name alone
    if has_function_privilege(
        require_scope.role,
        to_regproc('hardal.' || quote_ident(substr(current_setting('request.path', true), 6))),
        'execute'
    ) then
        return;
    end if;
    if (
        select not bool_or(has_function_privilege(require_scope.role, p.oid, 'execute'))
        from pg_proc as p
        where
            p.proname = substr(current_setting('request.path', true), 6)
            and p.pronamespace = 'hardal'::regnamespace
    ) then
        perform hardal_private.refuse_request(
            403,
            format('a key of the scope %s may not call this', require_scope.scope),
            null,
            'take a key of another scope: hardal-admin key create --scope'
        );
    end if;
end
$$;

comment on function hardal_private.require_scope(text, text) is
'PT403 over HTTP where this role may not call the function of the request''s path';
