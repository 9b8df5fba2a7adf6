-- What the tables of migrations/tenant/0002_rollups.sql hold; nobody but their owner reaches them.
comment on table template__store.rollups is 'How far each kind of period was rolled up: from rolled_from to rolled_until, but for those with a mark';
comment on column template__store.rollups.period is 'day, week or month';
comment on column template__store.rollups.step is 'How long it is';
comment on column template__store.rollups.pause is 'A marked one is counted anew no sooner than so long after it was marked';
comment on column template__store.rollups.rolled_from is 'The first that may be in the rollups; what is before lies behind the horizon';
comment on column template__store.rollups.rolled_until is 'The first that is not in the rollups yet';
comment on column template__store.rollups.recounted is 'The last that was counted anew in this round of maintenance; null between two rounds';

comment on table template__store.boundary is 'One row: the days before the boundary are over';
comment on column template__store.boundary.boundary is 'Whoever stores an event of an earlier day marks its periods';
comment on column template__store.boundary.waits_for is 'Those days are rolled up once these transactions are over; null where it is yet to be seen which ran';
comment on column template__store.boundary.looked_at is 'When typed views were last compared with events; -infinity: next with all there are';

comment on table template__store.counted_days is 'Days that were counted since typed views were last compared with them';
comment on column template__store.counted_days.day is 'The day in UTC';

comment on table template__store.rollup_marks is 'Periods that were changed since they were rolled up, or may have been: counted live';
comment on column template__store.rollup_marks.period is 'day, week or month';
comment on column template__store.rollup_marks.starts_on is 'Its first day, in UTC';
comment on column template__store.rollup_marks.marked_at is 'When the transaction began that changed it';

comment on table template__store.activity is 'The rollup of events and clients; may be rebuilt from the events';
comment on column template__store.activity.period is 'day, week or month';
comment on column template__store.activity.starts_on is 'Its first day, in UTC';
comment on column template__store.activity.event_name is 'What happened, by day; empty for all names together';
comment on column template__store.activity.events is 'How often it happened';
comment on column template__store.activity.clients is 'To how many clients; events without a client_id do not count';
comment on column template__store.activity.first_at is 'created_at of the first of these events';
comment on column template__store.activity.last_at is 'created_at of the last of these events';

comment on table template__store.property_counts is 'The rollup of properties; may be rebuilt from the events';
comment on column template__store.property_counts.day is 'The day in UTC';
comment on column template__store.property_counts.event_name is 'The events'' name';
comment on column template__store.property_counts.property is 'The keys that lead to it, joined by dots';
comment on column template__store.property_counts.json_type is 'string, number, boolean, object, array or null';
comment on column template__store.property_counts.events is 'How many events have it with this type';
comment on column template__store.property_counts.first_at is 'created_at of the first of them';
comment on column template__store.property_counts.last_at is 'created_at of the last of them';
comment on column template__store.property_counts.example is 'One of its values, its first 100 characters';

comment on table template__store.event_views is 'The typed views that were made: a name, once given, stays';
comment on column template__store.event_views.event_name is 'The events'' name';
comment on column template__store.event_views.view_name is 'The view''s name in the read surface';
comment on column template__store.event_views.made_at is 'When it was made';

comment on table template__store.view_columns is 'The columns of typed views, and those that were pinned ahead';
comment on column template__store.view_columns.event_name is 'The events'' name';
comment on column template__store.view_columns.property is 'The property that it is of';
comment on column template__store.view_columns.column_type is 'Its type';
comment on column template__store.view_columns.column_name is 'Its name';
comment on column template__store.view_columns.place is 'Its place behind the columns that every view has; null where it was pinned ahead and not seen yet';
comment on column template__store.view_columns.pinned is 'Whether a DBA has fixed its name and type';

comment on table template__store.wanted_columns is 'Columns that were seen, and that typed views are to get in this round of maintenance or a later one';
comment on column template__store.wanted_columns.event_name is 'The events'' name';
comment on column template__store.wanted_columns.property is 'The property; null where the view itself is missing';
comment on column template__store.wanted_columns.column_type is 'The type that the property has most often, or text for what that cannot hold';
comment on column template__store.wanted_columns.events is 'In how many of the events it was seen';
comment on column template__store.wanted_columns.postponed is 'Whether this round could not make it: somebody reads the view, or it cannot be replaced';
