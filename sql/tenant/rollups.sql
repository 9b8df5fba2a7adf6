-- The meaning of the tables of migrations/tenant/0002_rollups.sql and 0005_descriptions.sql. Only
-- their owner can read or change them.
comment on table template__store.rollups is
'How far each kind of period is rolled up: from rolled_from to rolled_until, except marked ones';
comment on column template__store.rollups.period is 'day, week or month';
comment on column template__store.rollups.step is 'Length of a period';
comment on column template__store.rollups.pause is
'A marked period is counted anew no sooner than this time after it was marked';
comment on column template__store.rollups.rolled_from is
'First day of the first period that may be in the rollups; earlier periods begin before the '
'horizon';
comment on column template__store.rollups.rolled_until is
'First day of the first period that is not in the rollups yet';
comment on column template__store.rollups.recounted is
'First day of the period that this round of maintenance counted anew last; null between rounds';

comment on table template__store.boundary is 'One row: the days before the boundary are over';
comment on column template__store.boundary.boundary is
'A transaction that stores an event of an earlier day marks the periods of the event';
comment on column template__store.boundary.waits_for is
'The days before the boundary are rolled up once these transactions are over; null while they '
'are not listed yet';
comment on column template__store.boundary.received_from is
'The time that the newest erasure covers: events that are stored from now on were received at this '
'time or later';
comment on column template__store.boundary.looked_at is
'When typed views were last compared with events; -infinity: the next round compares them with '
'all events';

comment on table template__store.counted_days is
'Days that were counted since typed views were last compared with them';
comment on column template__store.counted_days.day is 'The day in UTC';

comment on table template__store.rollup_marks is
'Periods that were changed since they were rolled up, or may have been; they are counted live';
comment on column template__store.rollup_marks.period is 'day, week or month';
comment on column template__store.rollup_marks.starts_on is 'First day of the period, in UTC';
comment on column template__store.rollup_marks.marked_at is
'Start of the transaction that changed the period';

comment on table template__store.activity is
'The rollup of events and clients; it can be rebuilt from the events';
comment on column template__store.activity.period is 'day, week or month';
comment on column template__store.activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.activity.events is 'How many events there are';
comment on column template__store.activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.activity.first_at is 'created_at of the first of these events';
comment on column template__store.activity.last_at is 'created_at of the last of these events';

comment on table template__store.property_counts is
'The rollup of properties; it can be rebuilt from the events';
comment on column template__store.property_counts.day is 'The day in UTC';
comment on column template__store.property_counts.event_name is 'The events'' name';
comment on column template__store.property_counts.property is
'The property: its keys, joined by dots';
comment on column template__store.property_counts.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.property_counts.events is
'How many events have the property with this type';
comment on column template__store.property_counts.first_at is
'created_at of the first of these events';
comment on column template__store.property_counts.last_at is
'created_at of the last of these events';
comment on column template__store.property_counts.example is
'The first 100 characters of one value; null for objects, arrays and null';

comment on table template__store.event_views is
'The typed views that were made; a view keeps its name until a DBA renames it';
comment on column template__store.event_views.event_name is 'The name of the view''s events';
comment on column template__store.event_views.view_name is 'The view''s name in the read surface';
comment on column template__store.event_views.made_at is 'When the view was made';

comment on table template__store.view_columns is 'The columns of the typed views';
comment on column template__store.view_columns.event_name is 'The name of the view''s events';
comment on column template__store.view_columns.property is 'The property that the column shows';
comment on column template__store.view_columns.column_type is 'The column''s type';
comment on column template__store.view_columns.column_name is 'The column''s name';
comment on column template__store.view_columns.place is
'The column''s place behind the columns that every typed view has, from 1';
comment on column template__store.view_columns.pinned is
'True where a DBA has fixed the column''s name and type';

comment on table template__store.wanted_columns is
'Typed views and columns that are missing; maintenance makes them';
comment on column template__store.wanted_columns.event_name is 'The name of the view''s events';
comment on column template__store.wanted_columns.property is
'The property; null where the view itself is missing';
comment on column template__store.wanted_columns.column_type is
'The type that the property has most often, '
'or text for the column beside the typed one; null where the view itself is missing';
comment on column template__store.wanted_columns.events is
'How many events with the name, or with the property, were seen';
comment on column template__store.wanted_columns.postponed is
'True where the view is being read or cannot be replaced; the next round tries again';

comment on table template__store.names_without_view is
'Event names that have no typed view: they wait for room, or a DBA has dropped their view; '
'at most 1,000 wait here, the most frequent ones';
comment on column template__store.names_without_view.event_name is 'The name of the events';
comment on column template__store.names_without_view.events is
'How many events with the name were seen';
comment on column template__store.names_without_view.since is
'When the name was found to have no room, or its view was dropped';
comment on column template__store.names_without_view.seen_at is
'When maintenance last saw events of the name';
comment on column template__store.names_without_view.dropped is
'True where a DBA has dropped the view: maintenance does not make it again';

comment on table template__store.properties_without_column is
'Properties that have no column in the typed view of their events: they wait for room, or a DBA '
'has dropped their column; at most 1,000 wait here, the most frequent ones';
comment on column template__store.properties_without_column.event_name is
'The name of the view''s events';
comment on column template__store.properties_without_column.property is 'The property';
comment on column template__store.properties_without_column.events is
'How many events with the property were seen';
comment on column template__store.properties_without_column.since is
'When the property was found to have no room, or its column was dropped';
comment on column template__store.properties_without_column.seen_at is
'When maintenance last saw the property';
comment on column template__store.properties_without_column.dropped is
'True where a DBA has dropped the column: maintenance does not make it again';

comment on table template__store.descriptions is
'What people wrote about events and properties; shown in the catalogs and as comments of typed '
'views';
comment on column template__store.descriptions.event_name is 'The name of the events';
comment on column template__store.descriptions.property is
'The property; null in the row of the event itself';
comment on column template__store.descriptions.description is 'What somebody wrote';
comment on column template__store.descriptions.written_at is 'When it was written last';
