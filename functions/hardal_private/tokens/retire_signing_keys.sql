-- Retires all signing keys but the successor, which signs now. The tokens of a retired signing key
-- end at the time until, at the latest: pre_request refuses them from then on, even where PostgREST
-- would still take them. The argument others holds the ids of the old signing keys in PostgREST's
-- file.
--
-- All other signing keys are retired, not only the last one, so that the next rotation repairs a
-- rotation that was stopped half-way.
create or replace function hardal_private.retire_signing_keys(
    successor text,
    others text[],
    until timestamptz,
    out tokens_ending bigint,
    out first_ends_at timestamptz,
    out last_ends_at timestamptz
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.register_signing_key(successor);
    -- a signing key that has signed nothing yet has no row, and must not sign from now on
    insert into hardal_private.signing_keys (id)
    select o.id
    from unnest(others) as o (id)
    on conflict do nothing;
    update hardal_private.signing_keys as k
    set retires_at = least(k.retires_at, retire_signing_keys.until)
    where k.id <> successor;
    with ending as (
        update hardal_private.tokens as t
        set revoked_at = least(t.revoked_at, t.expires_at, retire_signing_keys.until)
        where t.key_id <> successor and hardal_private.token_state(t) in ('live', 'ending')
        returning t.revoked_at
    )

    select count(*), min(e.revoked_at), max(e.revoked_at)
    into tokens_ending, first_ends_at, last_ends_at
    from ending as e;
    perform hardal_private.audit(
        'signing_key.replace',
        null,
        successor,
        jsonb_build_object('until', retire_signing_keys.until, 'tokens', tokens_ending)
    );
end
$$;

comment on function hardal_private.retire_signing_keys(text, text[], timestamptz) is
'Retires all signing keys but successor: their tokens end at the time until, unless they end '
'before; returns how many tokens end, and when the first and the last of them do';
