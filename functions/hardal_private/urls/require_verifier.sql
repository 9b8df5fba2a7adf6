-- Refuses a password in clear text. Every function that sets a password calls this.
create or replace function hardal_private.require_verifier(verifier text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if verifier is null or verifier !~ '^SCRAM-SHA-256\$' then
        raise sqlstate 'HD400' using
            message = 'a password comes as a SCRAM-SHA-256 verifier, never in clear';
    end if;
end
$$;

comment on function hardal_private.require_verifier(text) is
'Refuses with HD400 a password that is not a SCRAM-SHA-256 verifier';
