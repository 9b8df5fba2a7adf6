-- Computes all persons of a tenant anew from its links, for doctor --fix.
create or replace function hardal_private.mend_identities(tenant text)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
    v_role text := current_setting('role');
    v_changed bigint;
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    execute format('lock table %I.link_turn in exclusive mode', tenant || '__store');
    execute format(
        'with meant as materialized (
            select s.id, s.person_id
            from (
                select array_agg(l.client_id) as client_ids, array_agg(l.person_id) as person_ids
                from %1$I.links as l
            ) as k
            cross join lateral hardal_private.connected_sets(k.client_ids, k.person_ids) as s
        ),

        gone as (
            delete from %1$I.identities as i
            where not exists (select from meant as m where m.id = i.client_id)
            returning 1
        ),

        set as (
            insert into %1$I.identities as i (client_id, person_id)
            select m.id, m.person_id
            from meant as m
            on conflict (client_id) do update set person_id = excluded.person_id
            where i.person_id <> excluded.person_id
            returning 1
        )

        select (select count(*) from gone) + (select count(*) from set)',
        tenant || '__store'
    ) into v_changed;
    perform set_config('role', v_role, true);
    return v_changed;
end
$$;

comment on function hardal_private.mend_identities(text) is
'Computes all persons of a tenant anew from its links, and returns how many client ids have '
'changed';
