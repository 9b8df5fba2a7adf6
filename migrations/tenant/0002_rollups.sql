-- What is counted beforehand, so that a dashboard need not. See functions/tenant/rollups/roll_up.sql for why it is exact.

-- How far each kind of period has been counted: periods from rolled_from (inclusive) to rolled_until (exclusive) are in
-- the rollups, unless they carry a mark; all others are counted live. Dates are the first days of periods, in UTC.
create table template__store.rollups (
    period text primary key
    constraint "a period is a day, a week or a month" check (period in ('day', 'week', 'month')),
    step interval not null,
    -- a marked period is counted anew no sooner than so long after it was marked
    pause interval not null,
    rolled_from date not null default '-infinity',
    rolled_until date not null default '-infinity',
    -- the last that was counted anew in this round of maintenance; null between two rounds
    recounted date
);

insert into template__store.rollups (period, step, pause) values
('day', '1 day', '1 minute'), ('week', '7 days', '10 minutes'), ('month', '1 month', '1 hour');

-- One row: events before the boundary mark the periods that they land in. What lies before it may be rolled up once no
-- transaction runs any more that may not have seen it there: those in waits_for.
create table template__store.boundary (
    boundary date not null default '-infinity',
    waits_for text[],
    -- when typed views were last compared with the newest events; -infinity: they are to be compared with all there are
    looked_at timestamptz not null default '-infinity'
);

insert into template__store.boundary default values;

-- so few that they are never analyzed by themselves, and taken for a thousand
analyze template__store.rollups, template__store.boundary;

-- A period that was changed after it had been counted, or may have been. Appended to by whoever changes it, in the same
-- transaction; never updated, so that nobody waits for anybody.
create table template__store.rollup_marks (
    period text not null,
    starts_on date not null,
    marked_at timestamptz not null default now()
);

create index rollup_marks_period on template__store.rollup_marks (period, starts_on);

-- Events and clients of a period, by event name; under the name '' those of all names together.
create table template__store.activity (
    period text not null,
    starts_on date not null,
    event_name text not null,
    events bigint not null,
    clients bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (period, starts_on, event_name)
);

-- Properties of a day's events, by name, property and JSON type.
create table template__store.property_counts (
    day date not null,
    event_name text not null,
    property text not null,
    json_type text not null,
    events bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    example text,
    primary key (day, event_name, property, json_type)
);

-- Days that were counted, or counted anew, since typed views were last compared with them. Appended to by count_period.
create table template__store.counted_days (
    day date not null
);

-- The typed views that were made: a name, once given, stays.
create table template__store.event_views (
    event_name text primary key,
    view_name name not null unique,
    made_at timestamptz not null default now()
);

-- Their columns, in the order that they were given; and those that a DBA has pinned ahead (place is null until made).
create table template__store.view_columns (
    event_name text not null,
    property text not null,
    column_type text not null
    constraint "a column is text, numeric, boolean, timestamptz or jsonb" check (
        column_type in ('text', 'numeric', 'boolean', 'timestamptz', 'jsonb')
    ),
    column_name name not null,
    place int,
    pinned boolean not null default false,
    primary key (event_name, property, column_type),
    unique (event_name, column_name),
    unique (event_name, place)
);

-- Columns that typed views are to get, as want_event_views has seen them, until make_event_views has made them; property is null
-- where it is the view itself that is missing.
create table template__store.wanted_columns (
    event_name text not null,
    property text,
    column_type text,
    events bigint not null,
    -- in this round: somebody reads the view, or it cannot be replaced
    postponed boolean not null default false,
    unique nulls not distinct (event_name, property, column_type)
);
