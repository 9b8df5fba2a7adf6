-- Tells whether the caller of the API may see which ids are one person: a key or token of the scope
-- manage, or a PSQL URL of the scope read. A key that may only send events must not learn the ids
-- of others by linking or unlinking its own.
create or replace function hardal_private.sees_persons(tenant text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when session_user = 'hardal_authenticator'
            then coalesce(
                nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
                = 'hardal_manage',
                false
            )
        else coalesce(
            has_table_privilege(
                session_user, to_regclass(format('%I.persons', sees_persons.tenant)), 'select'
            ),
            false
        )
    end
$$;

comment on function hardal_private.sees_persons(text) is
'Whether the caller of the API may see which ids of the tenant are one person';
