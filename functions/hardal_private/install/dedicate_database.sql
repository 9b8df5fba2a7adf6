-- Takes from PUBLIC the rights that a reader of one tenant does not need: CONNECT and TEMP on this
-- database, and the functions on large objects. Only for a database that hardal has alone.
--
-- A REVOKE by a login that may not revoke only warns, so the function checks the outcome.
create or replace function hardal_private.dedicate_database()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text;
    v_function regprocedure;
begin
    begin
        for v_name in
            select r.role
            from hardal_private.own_roles() as r
            where r.role in ('hardal_authenticator', 'hardal_monitor') or r.scope is not null
        loop
            execute format(
                'grant %s on database %I to %I',
                case when v_name ~ '__model$' then 'connect, temporary' else 'connect' end,
                current_database(),
                v_name
            );
        end loop;
        execute format('revoke connect, temporary on database %I from public', current_database());
        for v_function in
            select p.oid::regprocedure
            from hardal_private.large_object_functions() as p
        loop
            execute format('revoke execute on function %s from public', v_function);
        end loop;
    exception when insufficient_privilege then
        null; -- the check below refuses, as it does where REVOKE only warned
    end;

    if exists (
        select
        from pg_database as d
        cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
        where d.datname = current_database() and a.grantee = 0
    ) or exists (
        select
        from hardal_private.large_object_functions() as p
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        where a.grantee = 0
    ) then
        raise sqlstate 'HD403' using
            message = format('%s may not close this database to PUBLIC', current_user),
            hint = 'run migrate --dedicated as the database''s owner with superuser rights, '
                'or without --dedicated';
    end if;
end
$$;

comment on function hardal_private.dedicate_database() is
'Takes CONNECT, TEMP and large objects in this database from PUBLIC; HD403 where the login may not';
