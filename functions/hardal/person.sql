-- Returns a person whole, by any of its client ids: GET /rpc/person?person_id=user-42
create or replace function hardal.person(person_id text)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_person jsonb;
begin
    perform hardal_private.require_plain_statement();
    execute format('select %I.person($1)', hardal_private.current_tenant() || '__store')
    into v_person
    using person.person_id;
    if v_person is null then
        raise sqlstate 'PT404' using
            message = format('nothing is known of %s', to_jsonb(left(person.person_id, 80))),
            hint = 'find_persons finds persons by the beginning of any of their client ids';
    end if;
    return v_person;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
    return null;
end
$$;

comment on function hardal.person(text) is
'A person by any of its client ids: its client ids, its links with since and source, when it was '
'first and last seen, its events and its traits; PT404 where nothing is known of the id';
grant execute on function hardal.person(text) to hardal_read, hardal_manage;
