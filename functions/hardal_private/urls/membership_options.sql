-- Returns the options of the GRANT that makes a role a member of one of hardal's roles.
-- - PostgREST's login switches to a role to have its rights.
-- - The login of a PSQL URL has the rights of its group and never switches: a login that switches
--   can change the settings of the role (ALTER ROLE). A login of the scope model switches: what it
--   makes belongs to its group.
-- Before PostgreSQL 16 there are no such options: PostgREST's login is NOINHERIT, and every member
-- may switch.
create or replace function hardal_private.membership_options(member text, role text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when current_setting('server_version_num')::int < 160000 then ''
        when member = 'hardal_authenticator' then ' with inherit false, set true'
        when role like '%\_\_model' then ' with inherit true, set true'
        else ' with inherit true, set false'
    end
$$;

comment on function hardal_private.membership_options(text, text) is
'Returns the options of the GRANT that makes this role a member of one of hardal''s roles: '
'the text behind its names, empty before PostgreSQL 16';
