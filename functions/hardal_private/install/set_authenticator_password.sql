-- PostgREST's password, as a verifier so that no log holds it. Called as a login that may change the role.
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
'Sets the password that PostgREST logs in with, given as a SCRAM-SHA-256 verifier';
