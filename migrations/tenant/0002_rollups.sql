-- The rollups: counts of periods that are over, so that dashboards need not count their events. See
-- functions/tenant/rollups/roll_up.sql for the reason why they are exact.

-- How far each kind of period has been counted. Periods from rolled_from (inclusive) to
-- rolled_until (exclusive) are read from the rollups, unless they carry a mark. All other periods
-- are counted live. Dates are the first days of periods, in UTC.
create table template__store.rollups (
    period text primary key
    constraint "a period is a day, a week or a month" check (period in ('day', 'week', 'month')),
    step interval not null,
    -- a marked period is counted anew no sooner than this time after it was marked
    pause interval not null,
    rolled_from date not null default '-infinity',
    rolled_until date not null default '-infinity',
    -- the period that this round of maintenance counted anew last; null between two rounds
    recounted date
);

insert into template__store.rollups (period, step, pause) values
('day', '1 day', '1 minute'), ('week', '7 days', '10 minutes'), ('month', '1 month', '1 hour');

-- One row. A transaction that stores an event before the boundary marks the event's periods.
-- Periods before the boundary may be rolled up once all transactions in waits_for are over: those
-- that ran when the boundary moved, and may not see the new boundary.
create table template__store.boundary (
    boundary date not null default '-infinity',
    waits_for text[],
    -- an event that is stored from now on was received at this time or later
    received_from timestamptz not null default '-infinity',
    -- when typed views were last compared with the newest events; -infinity: the next round
    -- compares them with all events
    looked_at timestamptz not null default '-infinity'
);

alter table template__store.boundary replica identity full;

insert into template__store.boundary default values;

-- Autovacuum never analyzes tables of so few rows. Without statistics the planner would expect a
-- thousand rows.
analyze template__store.rollups, template__store.boundary;

-- Marks: periods that were changed after they had been counted, or may have been. The transaction
-- that changes a period inserts the mark. Marks are never updated, so that no transaction waits for
-- another.
create table template__store.rollup_marks (
    period text not null,
    starts_on date not null,
    marked_at timestamptz not null default now()
);

alter table template__store.rollup_marks replica identity full;

create index rollup_marks_period on template__store.rollup_marks (period, starts_on);

-- Events and clients of a period: by event name, and of all names together under the name ''.
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

-- Properties of a day's events, by event name, property and JSON type.
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

-- Days that were counted, or counted anew, since typed views were last compared with them.
-- count_period inserts them.
create table template__store.counted_days (
    day date not null
);

alter table template__store.counted_days replica identity full;

-- The typed views that were made. A view keeps its name until a DBA renames it.
create table template__store.event_views (
    event_name text primary key,
    view_name name not null unique,
    made_at timestamptz not null default now()
);

-- The columns of the typed views, in their order behind the columns that every view has.
create table template__store.view_columns (
    event_name text not null,
    property text not null,
    column_type text not null
    constraint "a column is text, numeric, boolean, timestamptz or jsonb" check (
        column_type in ('text', 'numeric', 'boolean', 'timestamptz', 'jsonb')
    ),
    column_name name not null,
    place int not null,
    pinned boolean not null default false,
    primary key (event_name, property, column_type),
    unique (event_name, column_name),
    unique (event_name, place)
);

-- Views and columns that are to be made: want_event_views writes them, make_event_views makes them.
-- property is null where the view itself is missing.
create table template__store.wanted_columns (
    event_name text not null,
    property text,
    column_type text,
    events bigint not null,
    -- until the next round, because the view is being read or cannot be replaced
    postponed boolean not null default false,
    unique nulls not distinct (event_name, property, column_type)
);

alter table template__store.wanted_columns replica identity full;

-- Event names without a typed view: they wait for room, or a DBA has dropped their view. At most
-- 1,000 names that wait are kept, the most frequent ones.
create table template__store.names_without_view (
    event_name text primary key,
    events bigint not null,
    since timestamptz not null default now(),
    seen_at timestamptz not null,
    dropped boolean not null default false
);

-- Properties without a column in the typed view of their events, for the same two reasons, and with
-- the same limit.
create table template__store.properties_without_column (
    event_name text not null,
    property text not null,
    events bigint not null,
    since timestamptz not null default now(),
    seen_at timestamptz not null,
    dropped boolean not null default false,
    primary key (event_name, property)
);
