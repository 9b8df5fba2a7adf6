-- What a signing key has signed ends on a date: pre_request refuses it from then on, whatever PostgREST would still take.
create or replace function hardal_private.retire_key(key_id text, until timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_count bigint;
begin
    update hardal_private.tokens as t
    set revoked_at = least(t.revoked_at, retire_key.until)
    where t.key_id = retire_key.key_id and t.expires_at > retire_key.until;
    get diagnostics v_count = row_count;
    perform hardal_private.audit(
        'key.retire', null, retire_key.key_id, jsonb_build_object('until', retire_key.until, 'tokens', v_count)
    );
    return v_count;
end
$$;

comment on function hardal_private.retire_key(text, timestamptz) is
'Ends the tokens that this key has signed at that time, where they would live longer; returns how many';
