-- Revokes all grants on hardal's own schemas and the template, and the default privileges of
-- hardal_owner. hardal alone grants rights there. Migrate calls this before it runs the files that
-- grant anew, in the same transaction. Otherwise a grant that somebody added by hand would survive,
-- and record_grants could take it for one of hardal's. Objects of other owners are left alone:
-- check_owners reports them, and hardal_owner may not revoke there.
create or replace function hardal_private.revoke_grants()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names come quoted from the catalogue: @plpgsql_check_options: security_warnings = off
    v_statement text;
begin
    -- of two transactions that change rights on the API, PostgreSQL would end one: see grant_api
    lock table hardal_private.tenants in share row exclusive mode;
    for v_statement in
        select f.fix
        from hardal_private.check_default_privileges() as f
        union all
        select format(
            'revoke %s from %s cascade',
            hardal_private.privilege_text(g.schema, g.kind, g.object, g.privilege),
            string_agg(
                distinct case
                    when g.grantee = 'PUBLIC' then 'public' else quote_ident(g.grantee)
                end,
                ', '
            )
        )
        from hardal_private.held_grants() as g
        where
            g.schema = any (hardal_private.shared_schemas())
            and g.owner = 'hardal_owner'
        group by g.schema, g.kind, g.object, g.privilege
    loop
        execute v_statement;
    end loop;
end
$$;

comment on function hardal_private.revoke_grants() is
'Revokes all rights on the API and the template, except the owner''s; '
'migrate grants the rights anew in the same transaction';
