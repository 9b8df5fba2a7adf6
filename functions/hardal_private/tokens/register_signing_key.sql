-- Registers a signing key when it signs its first token. Refuses a signing key that another signing
-- key has replaced.
create or replace function hardal_private.register_signing_key(key_id text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_retires_at timestamptz;
begin
    insert into hardal_private.signing_keys (id)
    values (register_signing_key.key_id)
    on conflict do nothing;
    -- FOR SHARE waits for a rotation that is running
    select k.retires_at into v_retires_at
    from hardal_private.signing_keys as k
    where k.id = register_signing_key.key_id
    for share;
    if v_retires_at is not null then
        raise sqlstate 'HD409' using
            message = format(
                'the signing secret %s was replaced by another', register_signing_key.key_id
            ),
            hint = 'sign with the new one: is HARDAL_JWT_SECRET, or the file, the one from before '
                'hardal-admin secret rotate?';
    end if;
end
$$;

comment on function hardal_private.register_signing_key(text) is
'Registers a signing key by its id; HD409 where another signing key has replaced it';
