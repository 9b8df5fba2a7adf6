-- Which client ids are one person. A link says that two ids belong to the same person. No event is
-- rewritten, and a link is undone by deleting it.
create table template__store.links (
    client_id text not null,
    person_id text not null,
    since timestamptz not null,
    source text not null,
    primary key (client_id, person_id)
);
create index links_person on template__store.links (person_id);

-- What follows from the links: every id that stands in a link, with the smallest id (in the order
-- of bytes) of the set that the links connect it to. Reports join this table and not the links.
create table template__store.identities (
    client_id text primary key,
    person_id text not null
);
create index identities_person on template__store.identities (person_id);

-- Always empty. A transaction that changes links locks it, so that no two change sets at once.
-- It is no lock of links itself, because autovacuum would stand in its way.
create table template__store.link_turn (
    holds_nothing boolean primary key
);

-- Generic ids that clients have sent as a part of a link, such as null: no link was made. doctor
-- tells them. The list of generic ids is short, so the table is.
create table template__store.generic_ids (
    id text not null,
    source text not null,
    last_seen date not null,
    primary key (id, source)
);

-- an import brings links too
drop function if exists template__store.import_lines(bytea, uuid[], boolean);
-- a person may have several client ids
drop function if exists template__store.person_events(text, text, jsonb);
drop function if exists template__store.person_rejected(text, text, jsonb);
drop function if exists template__store.erase_partition(name, text, text, jsonb);
drop function if exists template__store.erase_rejected(text, text, jsonb);

-- The read surface gets views. An event of the same name may have its typed view there: it gets
-- a number behind its name.
do $$
declare
    v_event text;
    v_old name;
    v_new name;
begin
    for v_event, v_old in
        select v.event_name, v.view_name
        from template__store.event_views as v
        where v.view_name in ('identities', 'persons', 'person_events', 'cohorts')
        order by v.view_name
    loop
        select pg_catalog.format('%s_%s', v_old, n.number) into v_new
        from pg_catalog.generate_series(2, 1000) as n (number)
        where
            not exists (
                select
                from pg_catalog.pg_class as c
                where
                    c.relnamespace = 'template'::pg_catalog.regnamespace
                    and c.relname = pg_catalog.format('%s_%s', v_old, n.number)
            )
            and not exists (
                select
                from template__store.event_views as v
                where v.view_name = pg_catalog.format('%s_%s', v_old, n.number)
            )
        order by n.number
        limit 1;
        update template__store.event_views as v
        set view_name = v_new
        where v.event_name = v_event;
        if pg_catalog.to_regclass(pg_catalog.format('template.%I', v_old)) is not null then
            execute pg_catalog.format('alter view template.%I rename to %I', v_old, v_new);
        end if;
    end loop;
end
$$;
