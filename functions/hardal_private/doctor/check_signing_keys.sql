-- Compares the signing keys in PostgREST's jwt-secret with the signing keys of the registry. The
-- first element of held is the signing key that signs.
create or replace function hardal_private.check_signing_keys(held text[], file text)
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'retired key',
        format('key %s in %s', k.id, check_signing_keys.file),
        format('it was retired %s', k.retires_at),
        'whoever has it can sign what PostgREST takes',
        'hardal-admin secret prune',
        null
    )::hardal_private.finding
    from hardal_private.signing_keys as k
    where k.id = any (held) and k.id <> held[1] and k.retires_at <= clock_timestamp()
    union all
    select (
        'wrong',
        'signing key',
        format('key %s in %s', k.id, check_signing_keys.file),
        'it signs, though another has taken its place',
        'token create is refused',
        'hardal-admin secret rotate',
        null
    )::hardal_private.finding
    from hardal_private.signing_keys as k
    where k.id = held[1] and k.retires_at is not null
    union all
    select (
        'wrong',
        'lost key',
        format('key %s', t.key_id),
        format(
            '%s live tokens are signed with it, and it is not in %s',
            count(*),
            check_signing_keys.file
        ),
        'PostgREST refuses them, and their events with them',
        format(
            'put the key back; else hardal-admin token rotate for each: %s',
            string_agg(
                format('%s of %s', to_jsonb(t.name), t.tenant), ', ' order by t.tenant, t.name
            )
        ),
        null
    )::hardal_private.finding
    from hardal_private.tokens as t
    where hardal_private.token_state(t) in ('live', 'ending') and t.key_id <> all (held)
    group by t.key_id
$$;

comment on function hardal_private.check_signing_keys(text[], text) is
'For doctor: signing keys that PostgREST lacks, and signing keys that it should no longer have; '
'held: the ids of the signing keys that PostgREST has, first the one that signs; '
'file: the file that holds these signing keys, for the findings';
