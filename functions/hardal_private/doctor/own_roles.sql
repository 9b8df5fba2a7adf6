-- Returns hardal's roles, as this database needs them. Roles belong to the whole server: other
-- roles of these kinds may belong to another database.
create or replace function hardal_private.own_roles()
returns table (role text, login boolean, tenant text, scope text, member_of text[])
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    values
    ('hardal_owner', false, null, null, '{}'::text[]),
    ('hardal_anon', false, null, null, '{}'),
    ('hardal_ingest', false, null, null, '{}'),
    ('hardal_read', false, null, null, '{}'),
    ('hardal_aggregate', false, null, null, '{}'),
    ('hardal_manage', false, null, null, '{}'),
    ('hardal_monitor', false, null, null, '{}'),
    (
        'hardal_authenticator', true, null, null,
        '{hardal_anon,hardal_ingest,hardal_read,hardal_aggregate,hardal_manage}'
    )
    union all
    select 'hardal_doorkeeper', false, null, null, '{}'
    where hardal_private.self_service()
    union all
    select
        t.name || '__' || s.scope,
        false,
        t.name,
        s.scope,
        case when s.scope = 'model' then array[t.name || '__read'] else '{}' end
    from (
        select n.name
        from hardal_private.tenants as n
        union all
        select 'template'
    ) as t
    cross join unnest(hardal_private.url_scopes()) as s (scope)
    union all
    select
        u.role,
        true,
        u.tenant,
        null,
        -- the first half of a revocation takes the membership away
        case when u.revoked_at is null then array[u.tenant || '__' || u.scope] else '{}' end
    from hardal_private.urls as u
$$;

comment on function hardal_private.own_roles() is
'Returns hardal''s roles in this database; login: whether the role logs in; '
'tenant: the tenant that it belongs to, or null; scope: the scope whose group it is, or null; '
'member_of: the roles that it is a member of';
