-- Sets PostgREST's password. The password comes as a verifier, so that no log holds the password.
-- The caller is a login that may change the role.
create or replace function hardal_private.set_authenticator_password(verifier text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_verifier(verifier);
    execute format('alter role hardal_authenticator password %L', verifier);
end
$$;

comment on function hardal_private.set_authenticator_password(text) is
'Sets the password of hardal_authenticator, as which PostgREST logs in; '
'HD400 where it is not a SCRAM-SHA-256 verifier';
