-- Reports event triggers. hardal has none. An event trigger runs whenever migrate or maintenance
-- changes an object, with the rights of hardal_owner. Some providers have event triggers of their
-- own, and so have some extensions.
create or replace function hardal_private.check_event_triggers()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'open',
        'event trigger',
        format('event trigger %I', e.evtname),
        format(
            'it calls %s at %s', e.evtfoid::regprocedure, e.evtevent
        ),
        'its function runs with hardal_owner''s rights in migrate and maintenance, '
        'and may stop them',
        'look at its function, and whether it is your provider''s or your own',
        null
    )::hardal_private.finding
    from pg_event_trigger as e
    where
        e.evtenabled <> 'D'
        and not exists (
            select
            from pg_depend as d
            where
                d.classid = 'pg_event_trigger'::regclass and d.objid = e.oid and d.deptype = 'e'
        )
$$;

comment on function hardal_private.check_event_triggers() is
'For doctor: event triggers, which run within migrate and maintenance, but no extension''s';
