-- Reports persons of a tenant with very many client ids, generic ids that clients send, and, with
-- deep, persons that do not follow from the links.
create or replace function hardal_private.check_links(tenant text, deep boolean)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_person record;
    v_ids text;
    v_wrong bigint;
begin
    if to_regclass(format('%I.identities', tenant || '__store')) is null then
        return;
    end if;
    for v_person in
        select p.person_id, p.client_ids, p.hub, p.hub_links
        from hardal_private.largest_persons(tenant) as p
    loop
        return next (
            'open',
            'person',
            format('person %s of %s', to_json(left(v_person.person_id, 80)), tenant),
            format(
                'it has %s client ids; %s of its links are with %s',
                v_person.client_ids,
                v_person.hub_links,
                to_json(left(v_person.hub, 80))
            ),
            'an id that many share, such as that of a kiosk or a wrong default, makes one person '
            'of many',
            format(
                'where it is no person: hardal-admin person unlink %s %s, '
                'and stop what sends these links',
                tenant,
                hardal_private.shell_quote(v_person.hub)
            ),
            null
        )::hardal_private.finding;
    end loop;
    execute format(
        'select string_agg(distinct format(''%%s (%%s)'', to_json(g.id), g.source), '', '')
        from %I.generic_ids as g
        where g.last_seen > (hardal_private.clock() at time zone ''UTC'')::date - 7',
        tenant || '__store'
    ) into v_ids;
    if v_ids is not null then
        return next (
            'open',
            'generic id',
            format('tenant %s', tenant),
            format('in the last 7 days clients linked ids that name nobody: %s', v_ids),
            'these links were left out, so the persons are not complete',
            'look why the client has no id there; its identify call belongs after the login',
            null
        )::hardal_private.finding;
    end if;
    if not deep then
        return;
    end if;
    execute format(
        'select count(*)
        from (
            select array_agg(l.client_id) as client_ids, array_agg(l.person_id) as person_ids
            from %1$I.links as l
        ) as k
        cross join lateral hardal_private.connected_sets(k.client_ids, k.person_ids) as s
        full join %1$I.identities as i on s.id = i.client_id
        where s.person_id is distinct from i.person_id',
        tenant || '__store'
    ) into v_wrong;
    if v_wrong > 0 then
        return next (
            'wrong',
            'person',
            format('tenant %s', tenant),
            format('%s client ids have another person than their links say', v_wrong),
            'reports by person count wrongly: somebody has changed links or identities by hand',
            'hardal-admin doctor --deep --fix',
            format('select hardal_private.mend_identities(%L)', tenant)
        )::hardal_private.finding;
    end if;
end
$$;

comment on function hardal_private.check_links(text, boolean) is
'For doctor: persons with more than 1,000 client ids, generic ids that clients sent in the last 7 '
'days; deep: persons that do not follow from the links';
