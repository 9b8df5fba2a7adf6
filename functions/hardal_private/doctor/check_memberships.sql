-- Reports memberships of hardal's roles that are too many, that are missing, or that have other
-- options than hardal gives. A member has all rights of the role.
create or replace function hardal_private.check_memberships()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with held as materialized (
        select *
        from hardal_private.held_memberships() as m
        -- check_doorkeeper reports these
        where m.member <> 'hardal_doorkeeper'
    ),

    meant as (
        select
            o.role as member,
            g.role,
            o.role <> 'hardal_authenticator' as inherits,
            o.role = 'hardal_authenticator' or g.role like '%\_\_model' as may_switch
        from hardal_private.own_roles() as o
        cross join unnest(o.member_of) as g (role)
        where to_regrole(o.role) is not null and to_regrole(g.role) is not null
    )

    select (
        'wrong',
        'stray membership',
        h.member,
        format('it is a member of %s', h.role),
        'it holds all rights of that role',
        s.statement,
        s.statement
    )::hardal_private.finding
    from held as h
    cross join lateral (
        select format(
            'revoke %I from %I%s', h.role, h.member, ' granted by ' || h.granted_by
        ) as statement
    ) as s
    where not exists (select from meant as m where m.member = h.member and m.role = h.role)
    union all
    select (
        'wrong',
        'missing membership',
        m.member,
        format('it is no member of %s', m.role),
        'it may not do what its scope says',
        s.statement,
        s.statement
    )::hardal_private.finding
    from meant as m
    cross join lateral (
        select format(
            'grant %I to %I%s',
            m.role,
            m.member,
            hardal_private.membership_options(m.member, m.role)
        ) as statement
    ) as s
    where not exists (select from held as h where h.member = m.member and h.role = m.role)
    union all
    select (
        'wrong',
        'membership options',
        h.member,
        format('it is a member of %s ', h.role) || concat_ws(
            ', and ',
            case when h.admin_option then 'and may make others members' end,
            case
                when h.inherits and not m.inherits
                    then 'with its rights before it switches to it'
            end,
            case
                when not h.inherits and m.inherits
                    then 'without its rights'
            end,
            case
                when not h.may_switch and m.may_switch
                    then 'and may not switch to it'
            end,
            case
                when h.may_switch and not m.may_switch
                    then 'and may switch to it, and then change its settings'
            end
        ),
        'it can do more, or less, than is meant',
        s.statement,
        s.statement
    )::hardal_private.finding
    from held as h
    inner join meant as m on h.member = m.member and h.role = m.role
    cross join lateral (
        select case
            when h.granted_by is not null then format(
                'revoke %1$I from %2$I granted by %3$s; '
                'grant %1$I to %2$I%4$s',
                h.role,
                h.member,
                h.granted_by,
                hardal_private.membership_options(h.member, h.role)
            )
            else format(
                'revoke admin option for %1$I from %2$I; alter role %2$I %3$s',
                h.role,
                h.member,
                case when m.inherits then 'inherit' else 'noinherit' end
            )
        end as statement
    ) as s
    where
        h.admin_option
        or h.inherits <> m.inherits
        -- before PostgreSQL 16 every member may switch
        or (h.granted_by is not null and h.may_switch <> m.may_switch)
$$;

comment on function hardal_private.check_memberships() is
'For doctor: memberships of hardal''s roles that are too many, missing, or with other options';
