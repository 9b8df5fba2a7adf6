-- Erases the links of a person's client ids, as the last part of an erasure. The other ids of the
-- sets get their persons anew.
create or replace function hardal_private.erase_links(
    tenant text, client_ids text[], request_id text, properties jsonb
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_clients text[];
    v_persons text[];
begin
    perform set_config('role', 'hardal_owner', true);
    -- with the patience of the erasure; unlink itself would give up earlier
    execute format('lock table %I.link_turn in exclusive mode', tenant || '__store');
    execute format(
        'select array_agg(l.client_id), array_agg(l.person_id)
        from %I.person_links($1, $2, $3) as l',
        tenant || '__store'
    ) into v_clients, v_persons using client_ids, request_id, properties;
    if v_clients is not null then
        execute format('select %I.unlink($1, $2)', tenant || '__store') using v_clients, v_persons;
    end if;
end
$$;

comment on function hardal_private.erase_links(text, text[], text, jsonb) is
'Erases the links of these client ids';
