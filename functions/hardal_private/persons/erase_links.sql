-- Erases the links of a person's client ids, as the last part of an erasure. The other ids of the
-- sets get their persons anew.
--
-- A person (null: the client ids alone) may have been linked with further ids since client_ids were
-- erased. Then it erases no link and returns these ids: their events are to be erased first, since
-- without the links nothing would find them. An id that was unlinked meanwhile keeps its links.
create or replace function hardal_private.erase_links(
    tenant text, client_ids text[], request_id text, properties jsonb, person text
)
returns text[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_ids text[] := client_ids;
    v_further text[];
    v_clients text[];
    v_persons text[];
begin
    perform set_config('role', 'hardal_owner', true);
    begin
        -- with the patience of the erasure; unlink itself would give up earlier
        execute format('lock table %I.link_turn in exclusive mode', tenant || '__store');
    exception when lock_not_available then
        raise lock_not_available using
            message = format(
                'the events are erased, the links are not yet: an open transaction changes links: '
                '%s',
                (
                    select string_agg(h.who, '; ')
                    from hardal_private.lock_holders(tenant, '{link_turn}') as h
                )
            ),
            hint = 'let it commit, or end it (select pg_terminate_backend(<pid>)), then erase '
                'again: what is erased stays erased, and the links go then';
    end;
    if person is not null then
        -- a statement of its own after the lock, so that it sees what its last holder committed
        v_ids := hardal_private.person_client_ids(tenant, null, person);
        v_further := array(
            select i.id
            from unnest(v_ids) as i (id)
            where i.id <> all (client_ids)
        );
        if v_further <> '{}' then
            return v_further;
        end if;
    end if;
    execute format(
        'select array_agg(l.client_id), array_agg(l.person_id)
        from %I.person_links($1, $2, $3) as l',
        tenant || '__store'
    ) into v_clients, v_persons using v_ids, request_id, properties;
    if v_clients is not null then
        execute format('select %I.unlink($1, $2)', tenant || '__store') using v_clients, v_persons;
    end if;
    return array[]::text[];
end
$$;

comment on function hardal_private.erase_links(text, text[], text, jsonb, text) is
'Erases the links of these client ids and returns {}; or erases none, and returns the client ids '
'that the person has got meanwhile';
