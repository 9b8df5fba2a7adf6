-- What people write about events and properties. property is null in the row of the event itself.
create table template__store.descriptions (
    event_name text not null,
    property text,
    description text not null
    constraint "a description has 1 to 1,000 characters" check (
        length(description) between 1 and 1000
    ),
    written_at timestamptz not null default now(),
    unique nulls not distinct (event_name, property)
);

alter table template__store.descriptions replica identity full;
