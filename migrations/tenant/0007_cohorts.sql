-- Cohorts: named sets of units. Each is a view in the tenant's schema with one column, unit_id.
-- unit is client, person, or a property of events. query is the text that the view stands on.
-- definition is the form that the query was made from; null where it was written by hand.
create table template__store.cohorts (
    name text primary key
    constraint "a cohort's name is 1 to 40 small letters, digits and _" check (
        name ~ '^[a-z][a-z0-9_]{0,39}$'
    ),
    view_name name not null unique,
    unit text not null,
    definition jsonb,
    query text not null,
    is_static boolean not null,
    description text,
    created_at timestamptz not null default now()
);

-- The units of static cohorts, as they were when the cohort was made.
create table template__store.cohort_units (
    cohort text not null,
    unit_id text not null,
    primary key (cohort, unit_id)
);
