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
