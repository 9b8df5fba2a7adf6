-- Says that two client ids are the same person: POST /rpc/link {"client_id": "anon-7", "person_id":
-- "user-42"}, or from a PSQL URL of the scope write. Which of the two stands where makes no
-- difference. Who may not read persons is told no id.
create or replace function hardal.link(client_id text, person_id text)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_tenant text;
    v_answer jsonb;
begin
    perform hardal_private.require_plain_statement();
    v_tenant := hardal_private.current_tenant();
    -- acknowledged is committed, as for events
    if current_setting('synchronous_commit') in ('off', 'local', 'remote_write') then
        perform set_config('synchronous_commit', 'on', true);
    end if;
    v_answer := hardal_private.link_pair(
        v_tenant,
        link.client_id,
        link.person_id,
        case when session_user = 'hardal_authenticator' then 'http' else 'sql' end
    );
    return case
        when hardal_private.sees_persons(v_tenant) then v_answer
        else v_answer - 'person_id'
    end;
exception when query_canceled then
    perform hardal_private.refuse_overtime('send it again: nothing was linked');
    return null;
end
$$;

comment on function hardal.link(text, text) is
'Links two client ids: they are the same person. Answers linked (whether that is new), client_ids '
'(how many the person has) and, to those who may read, person_id. PT400 for a generic id, PT429 '
'where another transaction changes links for too long';
grant execute on function hardal.link(text, text) to hardal_ingest, hardal_manage, template__write;
