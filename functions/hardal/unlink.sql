-- Deletes the link of two client ids, or all links of one where no other is named: POST /rpc/unlink
-- {"client_id": "anon-7", "person_id": "user-42"}, or from a PSQL URL of the scope write. The two
-- stay one person where other links connect them. dry says what would change, and changes nothing.
-- Who may not read persons is told no id.
create or replace function hardal.unlink(
    client_id text, person_id text default null, dry boolean default false
)
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
    if current_setting('synchronous_commit') in ('off', 'local', 'remote_write') then
        perform set_config('synchronous_commit', 'on', true);
    end if;
    v_answer := hardal_private.unlink_pair(
        v_tenant, unlink.client_id, unlink.person_id, coalesce(unlink.dry, true)
    );
    return case
        when hardal_private.sees_persons(v_tenant) then v_answer
        else v_answer || jsonb_build_object(
            'before', case
                when jsonb_typeof(v_answer -> 'before') = 'object'
                    then (v_answer -> 'before') - '{person_id,client_ids}'::text[]
            end,
            'after', (
                select coalesce(
                    jsonb_agg(a.value - '{person_id,client_ids}'::text[] order by a.place), '[]'
                )
                from jsonb_array_elements(v_answer -> 'after') with ordinality as a (value, place)
            )
        )
    end;
exception when query_canceled then
    perform hardal_private.refuse_overtime('send it again: nothing was unlinked');
    return null;
end
$$;

comment on function hardal.unlink(text, text, boolean) is
'Deletes the link of two client ids, or all links of one (person_id null). Answers unlinked (how '
'many links), before (the person), after (the persons) and persons (how many); dry: only says it. '
'PT400 without a client_id, PT429 where another transaction changes links for too long';
grant execute on function hardal.unlink(text, text, boolean)
to hardal_ingest, hardal_manage, template__write;
