-- Returns the tenant that the caller speaks for. Over HTTP this is the tenant that admit_credential
-- has found for the token or the key, and whose suspension it has checked. Its word counts only
-- where PostgREST logged in, because any SQL user can set hardal.tenant. Where it is not set, the
-- claims of the token count: pre_request was that of an older version, which an upgrade has
-- replaced meanwhile. Every other login belongs to the tenant of its PSQL URL.
create or replace function hardal_private.current_tenant()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant hardal_private.tenants;
    v_admitted text;
begin
    if session_user = 'hardal_authenticator' then
        v_admitted := nullif(current_setting('hardal.tenant', true), '');
        if v_admitted is not null then
            return v_admitted;
        end if;
        select t.* into v_tenant
        from hardal_private.tenants as t
        where t.name = nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'tenant';
    else
        select t.* into v_tenant
        from hardal_private.urls as u
        inner join hardal_private.tenants as t on u.tenant = t.name
        where u.role = session_user;
    end if;
    if v_tenant.name is null then
        raise sqlstate 'PT403' using
            message = 'this login speaks for no tenant',
            hint = 'use a token or a PSQL URL that hardal-admin made for a tenant';
    end if;
    if v_tenant.suspended_at is not null then
        raise sqlstate 'PT403' using
            message = format('the tenant %s is suspended', v_tenant.name),
            hint = 'ask whoever runs this server; its data is kept';
    end if;
    return v_tenant.name;
end
$$;

comment on function hardal_private.current_tenant() is
'Returns the tenant of the token (over HTTP) or of the PSQL URL; '
'PT403 where there is no tenant or it is suspended';
