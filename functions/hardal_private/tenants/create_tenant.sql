-- Makes a tenant: its roles, its two schemas, and in them the template's text under the tenant's
-- name. The caller is a login that may create roles and schemas. hardal_owner may create neither.
-- A CHECK on hardal_private.tenants holds the same pattern of names.
create or replace function hardal_private.create_tenant(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_taken name;
begin
    if tenant !~ '^[a-z][a-z0-9_]{0,38}[a-z0-9]$' or tenant ~ '__' then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a tenant', to_jsonb(left(tenant, 80))),
            hint = 'take 2 to 40 of a-z, 0-9 and _, a letter first, no _ at the end, '
                'no two _ together';
    end if;
    if
        hardal_private.is_keyword(tenant)
        or tenant <> quote_ident(tenant) -- a later release has more words for itself
        or tenant ~ '^(pg_|hardal)'
        or tenant in ('template', 'public')
    then
        raise sqlstate 'HD400' using
            message = format('the name %s is taken by PostgreSQL or hardal itself', tenant),
            hint = 'take another, such as my_' || tenant;
    end if;
    if exists (select from hardal_private.tenants as t where t.name = tenant) then
        raise sqlstate 'HD409' using
            message = format('the tenant %s exists already', tenant),
            hint = 'see hardal-admin tenant list';
    end if;
    if
        to_regnamespace(tenant) is not null
        or to_regnamespace(tenant || '__store') is not null
        or to_regnamespace(tenant || '__models') is not null
    then
        raise sqlstate 'HD409' using
            message = format(
                'this database has a schema %1$s, %1$s__store or %1$s__models already', tenant
            ),
            hint = 'take another name; hardal never takes over a schema that it did not make';
    end if;
    select r.rolname into v_taken
    from pg_roles as r
    where r.rolname ~ format('^%s__(read|aggregate|write|model|u_.*)$', tenant)
    order by r.rolname
    limit 1;
    if v_taken is not null then
        raise sqlstate 'HD409' using
            message = format('this server has a role %s already', v_taken),
            hint = 'roles belong to the whole server: another of its databases may have a tenant '
                'of this name; take another name';
    end if;

    -- Only one call runs at a time: two would both change the database's row in pg_database (grant
    -- connect). Readers of the registry do not wait for this lock.
    lock table hardal_private.tenants in share row exclusive mode;
    insert into hardal_private.tenants (name) values (tenant);
    perform hardal_private.create_tenant_schemas(tenant);
    perform hardal_private.apply_template(tenant);
    perform hardal_private.audit('tenant.create', tenant);
end
$$;

comment on function hardal_private.create_tenant(text) is
'Makes a tenant; HD400 where the name is not allowed; '
'HD409 where a tenant, a schema or a role has the name already';
