-- Revokes all grants on the API and on the template, and the default privileges of hardal_owner.
-- hardal alone grants rights there. Migrate calls this before it runs the files that grant anew, in
-- the same transaction. Otherwise a grant that somebody added by hand would survive, and
-- record_grants could take it for one of hardal's.
-- Objects of other owners are left alone: check_owners reports them, and hardal_owner may not
-- revoke there.
create or replace function hardal_private.revoke_grants()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names come quoted from the catalogue: @plpgsql_check_options: security_warnings = off
    v_statement text;
begin
    for v_statement in
        select f.fix
        from hardal_private.check_default_privileges() as f
        union all
        select format(
            'revoke %s from %s cascade',
            hardal_private.privilege_text(g.schema, g.kind, g.object, g.privilege),
            case when g.grantee = 'PUBLIC' then 'public' else quote_ident(g.grantee) end
        )
        from hardal_private.held_grants() as g
        where
            g.schema in ('hardal', 'hardal_helpers', 'template', 'template__store')
            and g.owner = 'hardal_owner'
    loop
        execute v_statement;
    end loop;
end
$$;

comment on function hardal_private.revoke_grants() is
'Revokes all rights on the API and the template, except the owner''s; '
'migrate grants the rights anew in the same transaction';
