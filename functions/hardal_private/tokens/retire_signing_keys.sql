-- What other keys have signed ends on a date: pre_request refuses it from then on, whatever PostgREST would still take.
-- All of them but the one that signs now, so that a rotation which was stopped half-way is made good by the next.
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
    -- those that have signed nothing yet are to sign nothing any more
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

    select count(*), min(e.revoked_at), max(e.revoked_at) into tokens_ending, first_ends_at, last_ends_at
    from ending as e;
    perform hardal_private.audit(
        'key.replace', null, successor, jsonb_build_object('until', retire_signing_keys.until, 'tokens', tokens_ending)
    );
end
$$;

comment on function hardal_private.retire_signing_keys(text, text[], timestamptz) is
'Ends at that time the tokens of all keys but this one, where they would live longer; returns how many, and when they end';
