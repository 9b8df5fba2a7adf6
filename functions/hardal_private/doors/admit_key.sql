-- Admits a door's request by its key.
create or replace function hardal_private.admit_key(key text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_token hardal_private.tokens;
    v_reason text;
begin
    select t.* into v_token
    from hardal_private.tokens as t
    where t.digest = hardal_private.key_digest(admit_key.key);
    v_reason := case
        when coalesce(admit_key.key, '') = '' then 'this request has no key'
        else hardal_private.credential_fault(v_token, 'key')
    end;
    if v_reason is not null then
        perform hardal_private.refuse_unauthorised(v_reason);
    end if;
    if v_token.scope <> 'ingest' then
        perform hardal_private.refuse_request(
            403, format('a key of the scope %s may not send events', v_token.scope), null,
            'take a key of the scope ingest: hardal-admin key create --scope ingest'
        );
    end if;
    perform hardal_private.admit_credential(v_token);
end
$$;

comment on function hardal_private.admit_key(text) is
'Admits a request by its key, as admit_credential does; 401 for a key that does not count, '
'403 for one of another scope than ingest';
