-- Makes the role of a PSQL URL match its row. The settings are only defaults: a login can change
-- them, even for good (ALTER ROLE). A login cannot change its grants, its connection limit and its
-- expiry: these are the walls. doctor puts changed settings back with this function.
create or replace function hardal_private.apply_role_settings(role name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.sync_login(role);
end
$$;

comment on function hardal_private.apply_role_settings(name) is
'Gives the role of a PSQL URL the login right, connection limit, expiry and settings that its row '
'and its tenant''s row say; HD404 where the role has no row';
