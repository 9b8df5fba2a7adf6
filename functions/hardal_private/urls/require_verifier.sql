-- Refuses a password in clear text. Every function that sets a password calls this. PostgreSQL
-- takes a text that is not exactly a verifier for a password in clear.
create or replace function hardal_private.require_verifier(verifier text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if
        verifier is null
        or verifier !~ (
            '^SCRAM-SHA-256\$[1-9][0-9]{3,5}:[A-Za-z0-9+/]{22}=='
            '\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$'
        )
        or substring(verifier from '\$([0-9]+):')::int < 4096
    then
        raise sqlstate 'HD400' using
            message = 'a password comes as a SCRAM-SHA-256 verifier, never in clear',
            hint = 'SCRAM-SHA-256$<4096 to 999999>:<salt of 16 bytes>$<StoredKey>:<ServerKey>, '
                'in base64';
    end if;
end
$$;

comment on function hardal_private.require_verifier(text) is
'Refuses with HD400 a password that is not a SCRAM-SHA-256 verifier';
