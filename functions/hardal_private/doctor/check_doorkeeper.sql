-- Reports what is wrong with self-service: roles that hardal_doorkeeper may not manage, roles whose
-- rights it has, and its power where no database has self-service any more.
create or replace function hardal_private.check_doorkeeper()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'doorkeeper',
        'hardal_doorkeeper',
        format('it may not manage %s roles', count(*)),
        'making, rotating and revoking PSQL URLs fails for them',
        format(
            'hardal-admin migrate, as the login that has made them; or as a superuser: '
            'grant %s to hardal_doorkeeper with admin true, inherit false, set false',
            string_agg(quote_ident(b.role), ', ' order by b.role)
        ),
        format(
            'grant %s to hardal_doorkeeper with admin true, inherit false, set false',
            string_agg(quote_ident(b.role), ', ' order by b.role)
        )
    )::hardal_private.finding
    from hardal_private.beyond_doorkeeper() as b
    having count(*) > 0
    union all
    select (
        'wrong',
        'doorkeeper',
        'hardal_doorkeeper',
        format('it is a member of %s, with its rights', h.role),
        'it is to manage the roles of tenants, and to have no rights of theirs',
        s.statement,
        s.statement
    )::hardal_private.finding
    from hardal_private.held_memberships() as h
    left join hardal_private.own_roles() as o on h.role = o.role and o.tenant is not null
    cross join lateral (
        select case
            when h.admin_option and o.role is not null and h.granted_by is not null then format(
                'grant %I to hardal_doorkeeper with inherit false, set false granted by %s',
                h.role,
                h.granted_by
            )
            else format(
                'revoke %I from hardal_doorkeeper%s', h.role, ' granted by ' || h.granted_by
            )
        end as statement
    ) as s
    where
        h.member = 'hardal_doorkeeper'
        and case
            when o.role is not null then h.inherits or h.may_switch
            -- the roles of another database's tenants are told there
            else h.role !~ '__(read|aggregate|write|model|u_.*)$'
        end
    union all
    select (
        'wrong',
        'doorkeeper',
        'hardal_doorkeeper',
        'it may create roles, and no database of this server has self-service',
        'a power that nobody needs',
        'alter role hardal_doorkeeper nocreaterole',
        'alter role hardal_doorkeeper nocreaterole'
    )::hardal_private.finding
    from pg_roles as r
    where
        r.rolname = 'hardal_doorkeeper'
        and r.rolcreaterole
        and not exists (
            select
            from pg_shdepend as d
            where
                d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and d.deptype = 'o'
        )
$$;

comment on function hardal_private.check_doorkeeper() is
'For doctor: roles that self-service cannot manage, and power that hardal_doorkeeper does not need';
