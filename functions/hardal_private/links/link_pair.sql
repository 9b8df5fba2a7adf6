-- Links two client ids of a tenant, for the API and for hardal-admin. The answer says whether the
-- link is new, and which person the two are now, with how many client ids.
create or replace function hardal_private.link_pair(
    tenant text, client_id text, person_id text, source text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- dynamic SQL changes data: @plpgsql_check_options: performance_warnings = off
    v_linked boolean;
    v_person text;
    v_ids bigint;
begin
    perform
        hardal_private.require_linkable('client_id', link_pair.client_id),
        hardal_private.require_linkable('person_id', link_pair.person_id);
    execute format(
        'select l.linked > 0 from %I.link($1, $2, null, $3) as l', tenant || '__store'
    )
    into v_linked
    using array[link_pair.client_id], array[link_pair.person_id], link_pair.source;
    execute format(
        'select min(p.person_id), count(*)
        from %1$I.identities as i
        inner join %1$I.identities as p on i.person_id = p.person_id
        where i.client_id = $1',
        tenant || '__store'
    )
    into v_person, v_ids
    using link_pair.client_id;
    return jsonb_build_object(
        'linked', v_linked,
        -- two equal ids are no link, and may have no other
        'person_id', coalesce(v_person, link_pair.client_id),
        'client_ids', greatest(v_ids, 1)
    );
end
$$;

comment on function hardal_private.link_pair(text, text, text, text) is
'Links two client ids of a tenant: linked (whether the link is new), person_id and client_ids (how '
'many); PT400 for an id that can stand in no link';
