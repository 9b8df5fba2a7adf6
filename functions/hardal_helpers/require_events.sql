-- Refuses the name of an event that a tenant does not know: a misspelt name would make a report of
-- zeros. A name is known if there are events of it, whenever they happened, or if it has a typed
-- view. A tenant without any event knows no name yet, so the report runs and has nothing.
--
-- It reads with its caller's rights, and knows only what the caller may read.
create or replace function hardal_helpers.require_events(tenant text, names text[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_unknown text;
    v_known text[];
begin
    -- In the order of names, the first name from this one on is this one, if there are events of
    -- it. Only the index by name has this order, so no plan reads the events.
    execute format(
        'select min(s.name)
        from unnest($1) as s (name)
        where
            s.name is distinct from (
                select e.event_name
                from %1$I.events as e
                where e.event_name >= s.name
                order by e.event_name
                limit 1
            )
            and not exists (
                select from %1$I.view_columns as v where v.event_name = s.name
            )',
        tenant
    ) into v_unknown using array_remove(names, null);
    if v_unknown is null then
        return;
    end if;
    execute format(
        'select array(
            select c.event_name from %I.event_catalog as c order by c.events desc limit 500
        )',
        tenant
    ) into v_known;
    if v_known = '{}' then
        raise notice '% has no events yet', tenant;
        return;
    end if;
    perform hardal_helpers.require_argument(
        false,
        format('there is no event %s', to_jsonb(left(v_unknown, 80))),
        concat(
            'did you mean ' || to_json(hardal_helpers.nearest(v_unknown, v_known))::text || '? ',
            'event_catalog lists all names'
        )
    );
end
$$;

comment on function hardal_helpers.require_events(text, text[]) is
'For the reports: refuses with PT400 a name that no event of the tenant has, '
'and names the nearest; null is no name';
grant execute on function hardal_helpers.require_events(text, text[]) to public;
