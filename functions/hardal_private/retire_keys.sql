-- What other keys have signed ends on a date: pre_request refuses it from then on, whatever PostgREST would still take.
-- All of them but the one that signs now, so that a rotation which was stopped half-way is made good by the next.
create or replace function hardal_private.retire_keys(successor text, until timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count bigint;
begin
    perform hardal_private.require_key(successor);
    update hardal_private.keys as k
    set retires_at = least(k.retires_at, retire_keys.until)
    where k.id <> successor;
    update hardal_private.tokens as t
    set revoked_at = least(t.revoked_at, retire_keys.until)
    where t.key_id <> successor and t.expires_at > retire_keys.until;
    get diagnostics v_count = row_count;
    perform hardal_private.audit(
        'key.replace', null, successor, jsonb_build_object('until', retire_keys.until, 'tokens', v_count)
    );
    return v_count;
end
$$;

comment on function hardal_private.retire_keys(text, timestamptz) is
'Ends at that time the tokens of all keys but this one, where they would live longer; returns how many';
