-- Makes and registers a key. Its secret is returned once, and stored only as its digest: a secret
-- of 190 random bits needs no slow hash.
create or replace function hardal_private.issue_key(
    tenant text, name text, scope text, expires_at timestamptz, out key text, out jti uuid
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    key := hardal_private.new_key();
    jti := hardal_private.register_credential(
        tenant, name, scope, expires_at, null, hardal_private.key_digest(key)
    );
end
$$;

comment on function hardal_private.issue_key(text, text, text, timestamptz) is
'Makes a key and returns it, with its jti; HD400 where a value is not allowed; '
'HD404 where there is no such tenant; HD409 where the name is taken';
