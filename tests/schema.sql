CREATE SCHEMA hardal;
ALTER SCHEMA hardal OWNER TO hardal_owner;
COMMENT ON SCHEMA hardal IS 'hardal: the HTTP API; PostgREST exposes this schema and no other';
CREATE SCHEMA hardal_doorkeeper;
ALTER SCHEMA hardal_doorkeeper OWNER TO hardal_doorkeeper;
COMMENT ON SCHEMA hardal_doorkeeper IS 'hardal: the one function that makes, changes and drops the logins of PSQL URLs';
CREATE SCHEMA hardal_helpers;
ALTER SCHEMA hardal_helpers OWNER TO hardal_owner;
COMMENT ON SCHEMA hardal_helpers IS 'hardal: functions that the reports of all tenants share; not for readers';
CREATE SCHEMA hardal_private;
ALTER SCHEMA hardal_private OWNER TO hardal_owner;
COMMENT ON SCHEMA hardal_private IS 'hardal: registry of tenants, tokens, PSQL URLs and migrations; not for clients';
CREATE SCHEMA template;
ALTER SCHEMA template OWNER TO hardal_owner;
COMMENT ON SCHEMA template IS 'hardal: the read surface of one tenant';
CREATE SCHEMA template__store;
ALTER SCHEMA template__store OWNER TO hardal_owner;
COMMENT ON SCHEMA template__store IS 'hardal: the tables and functions of one tenant; not for readers';
CREATE DOMAIN hardal."*/*" AS bytea;
ALTER DOMAIN hardal."*/*" OWNER TO hardal_owner;
COMMENT ON DOMAIN hardal."*/*" IS 'An answer that PostgREST sends as it is; the function that returns it sets its Content-Type';
CREATE TYPE hardal.active_clients AS (
	period text,
	starts_on date,
	clients bigint,
	events bigint
);
ALTER TYPE hardal.active_clients OWNER TO hardal_owner;
COMMENT ON TYPE hardal.active_clients IS 'Active clients of a period';
COMMENT ON COLUMN hardal.active_clients.period IS 'day, week or month';
COMMENT ON COLUMN hardal.active_clients.starts_on IS 'First day of the period, in the time zone that was asked for; weeks begin on Mondays';
COMMENT ON COLUMN hardal.active_clients.clients IS 'How many different clients had an event in the period';
COMMENT ON COLUMN hardal.active_clients.events IS 'How many events there were in the period, also those without a client_id';
CREATE TYPE hardal.attribution AS (
	value text,
	is_other boolean,
	conversions numeric,
	amount numeric,
	share numeric
);
ALTER TYPE hardal.attribution OWNER TO hardal_owner;
COMMENT ON TYPE hardal.attribution IS 'A value of touches, and the conversions counted to it';
COMMENT ON COLUMN hardal.attribution.value IS 'The value of the property; null for conversions without a touch, and where is_other';
COMMENT ON COLUMN hardal.attribution.is_other IS 'True in the row of all values together that have no row of their own';
COMMENT ON COLUMN hardal.attribution.conversions IS 'How many conversions are counted to the value; parts of one where a conversion is divided';
COMMENT ON COLUMN hardal.attribution.amount IS 'Sum of the numbers of value_property in these conversions; null without it';
COMMENT ON COLUMN hardal.attribution.share IS 'Share of all conversions, 0 to 1';
CREATE TYPE hardal.cohort AS (
	name text,
	view_name text,
	unit text,
	is_static boolean,
	units bigint,
	description text,
	definition jsonb,
	created_at timestamp with time zone
);
ALTER TYPE hardal.cohort OWNER TO hardal_owner;
COMMENT ON TYPE hardal.cohort IS 'A cohort: a named set of units';
COMMENT ON COLUMN hardal.cohort.name IS 'The cohort''s name, for the argument cohort of a report';
COMMENT ON COLUMN hardal.cohort.view_name IS 'The view that has its units, for queries through a PSQL URL';
COMMENT ON COLUMN hardal.cohort.unit IS 'Of what the cohort is made: client, person, or a property of events';
COMMENT ON COLUMN hardal.cohort.is_static IS 'True where the units are those of the day on which they were copied';
COMMENT ON COLUMN hardal.cohort.units IS 'How many units a static cohort has; null for another one, which is not counted';
COMMENT ON COLUMN hardal.cohort.description IS 'What people wrote about the cohort, or null';
COMMENT ON COLUMN hardal.cohort.definition IS 'What the cohort was made from; null where it was a query';
COMMENT ON COLUMN hardal.cohort.created_at IS 'When the cohort was made';
CREATE TYPE hardal.cohort_unit AS (
	unit_id text
);
ALTER TYPE hardal.cohort_unit OWNER TO hardal_owner;
COMMENT ON TYPE hardal.cohort_unit IS 'A unit of a cohort';
COMMENT ON COLUMN hardal.cohort_unit.unit_id IS 'The client, the person, or the property''s value';
CREATE TYPE hardal.credential AS (
	kind text,
	name text,
	scope text,
	state text,
	created_at timestamp with time zone,
	expires_at timestamp with time zone,
	used_at timestamp with time zone
);
ALTER TYPE hardal.credential OWNER TO hardal_owner;
COMMENT ON TYPE hardal.credential IS 'A key or a token, as hardal.keys returns it';
COMMENT ON COLUMN hardal.credential.kind IS 'key or token';
COMMENT ON COLUMN hardal.credential.name IS 'The name that people use';
COMMENT ON COLUMN hardal.credential.scope IS 'ingest or read, for a key also aggregate or manage';
COMMENT ON COLUMN hardal.credential.state IS 'live, ending (a rotation left it running for a while) or expired';
COMMENT ON COLUMN hardal.credential.created_at IS 'When it was issued';
COMMENT ON COLUMN hardal.credential.expires_at IS 'When it ends';
COMMENT ON COLUMN hardal.credential.used_at IS 'The hour in which it last sent events; null where it never did, and for other scopes than ingest';
CREATE TYPE hardal.daily_activity AS (
	day date,
	event_name text,
	events bigint,
	clients bigint
);
ALTER TYPE hardal.daily_activity OWNER TO hardal_owner;
COMMENT ON TYPE hardal.daily_activity IS 'Events and clients of a day and event name';
COMMENT ON COLUMN hardal.daily_activity.day IS 'The day, in the time zone that was asked for';
COMMENT ON COLUMN hardal.daily_activity.event_name IS 'The events'' name, e.g. purchase';
COMMENT ON COLUMN hardal.daily_activity.events IS 'How many events of this name the day has';
COMMENT ON COLUMN hardal.daily_activity.clients IS 'How many different clients had these events; events without a client_id do not count';
CREATE TYPE hardal.event AS (
	id uuid,
	event_name text,
	hardal_server_request_id text,
	client_id text,
	properties jsonb,
	created_at timestamp with time zone,
	received_at timestamp with time zone,
	event_date date
);
ALTER TYPE hardal.event OWNER TO hardal_owner;
COMMENT ON TYPE hardal.event IS 'An event as the API returns it';
COMMENT ON COLUMN hardal.event.id IS 'The event''s id, unique in the tenant';
COMMENT ON COLUMN hardal.event.event_name IS 'The event''s name, e.g. purchase';
COMMENT ON COLUMN hardal.event.hardal_server_request_id IS 'The request or user in the sending system';
COMMENT ON COLUMN hardal.event.client_id IS 'The client (user, device, account) of the event';
COMMENT ON COLUMN hardal.event.properties IS 'The event''s properties, a JSON object';
COMMENT ON COLUMN hardal.event.created_at IS 'When the event happened, as the sender says';
COMMENT ON COLUMN hardal.event.received_at IS 'When the event was received; an import keeps the time of its file';
COMMENT ON COLUMN hardal.event.event_date IS 'The day of created_at in UTC';
CREATE TYPE hardal.event_catalog AS (
	event_name text,
	events bigint,
	first_seen timestamp with time zone,
	last_seen timestamp with time zone,
	view_name text,
	description text
);
ALTER TYPE hardal.event_catalog OWNER TO hardal_owner;
COMMENT ON TYPE hardal.event_catalog IS 'An event name of which there are events';
COMMENT ON COLUMN hardal.event_catalog.event_name IS 'The events'' name, e.g. purchase';
COMMENT ON COLUMN hardal.event_catalog.events IS 'How many events of this name there are';
COMMENT ON COLUMN hardal.event_catalog.first_seen IS 'created_at of the oldest event of this name';
COMMENT ON COLUMN hardal.event_catalog.last_seen IS 'created_at of the newest event of this name';
COMMENT ON COLUMN hardal.event_catalog.view_name IS 'The typed view of the event name, with one column for each property; null where there is none (yet)';
COMMENT ON COLUMN hardal.event_catalog.description IS 'What people wrote about the event; null where nobody did';
CREATE TYPE hardal.event_overview AS (
	event_name text,
	events bigint,
	first_seen timestamp with time zone,
	last_seen timestamp with time zone,
	view_name text,
	description text,
	daily bigint[]
);
ALTER TYPE hardal.event_overview OWNER TO hardal_owner;
COMMENT ON TYPE hardal.event_overview IS 'An event name, with the events of its last days';
COMMENT ON COLUMN hardal.event_overview.event_name IS 'The events'' name, e.g. purchase';
COMMENT ON COLUMN hardal.event_overview.events IS 'How many events of this name there are';
COMMENT ON COLUMN hardal.event_overview.first_seen IS 'created_at of the oldest event of this name';
COMMENT ON COLUMN hardal.event_overview.last_seen IS 'created_at of the newest event of this name';
COMMENT ON COLUMN hardal.event_overview.view_name IS 'The typed view of the event name; null where there is none (yet)';
COMMENT ON COLUMN hardal.event_overview.description IS 'What people wrote about the event; null where nobody did';
COMMENT ON COLUMN hardal.event_overview.daily IS 'How many events of this name each of the last days has, the oldest first; today is the last one';
CREATE TYPE hardal.experiment_variant AS (
	variant text,
	is_control boolean,
	is_mixed boolean,
	units bigint,
	conversions bigint,
	rate double precision,
	standard_error double precision,
	low double precision,
	high double precision,
	lift double precision,
	lift_low double precision,
	lift_high double precision,
	p_value double precision
);
ALTER TYPE hardal.experiment_variant OWNER TO hardal_owner;
COMMENT ON TYPE hardal.experiment_variant IS 'A variant of an experiment';
COMMENT ON COLUMN hardal.experiment_variant.variant IS 'The variant: a value of the property; null where is_mixed';
COMMENT ON COLUMN hardal.experiment_variant.is_control IS 'True for the variant that the others are compared with';
COMMENT ON COLUMN hardal.experiment_variant.is_mixed IS 'True in the row of the units that have seen several variants; they belong to none';
COMMENT ON COLUMN hardal.experiment_variant.units IS 'How many units were exposed to the variant';
COMMENT ON COLUMN hardal.experiment_variant.conversions IS 'How many of them reached the goal';
COMMENT ON COLUMN hardal.experiment_variant.rate IS 'Metric conversion: share of the units that reached the goal, 0 to 1; metric mean: the mean of the units'' numbers';
COMMENT ON COLUMN hardal.experiment_variant.standard_error IS 'Standard error of rate';
COMMENT ON COLUMN hardal.experiment_variant.low IS 'Lower end of the interval of rate: Wilson''s for the metric conversion, Student''s t for mean';
COMMENT ON COLUMN hardal.experiment_variant.high IS 'Upper end of the interval of rate';
COMMENT ON COLUMN hardal.experiment_variant.lift IS 'rate beside that of the control: 0.1 is 10 % more; null for the control, and beside zero';
COMMENT ON COLUMN hardal.experiment_variant.lift_low IS 'Lower end of the interval of lift: Katz''s for the metric conversion, Welch''s for mean';
COMMENT ON COLUMN hardal.experiment_variant.lift_high IS 'Upper end of the interval of lift';
COMMENT ON COLUMN hardal.experiment_variant.p_value IS 'How likely a difference as large as this one is by chance: two-proportion z-test, pooled, for the metric conversion; Welch''s t-test for mean; both two-sided';
CREATE TYPE hardal.found_client AS (
	client_id text,
	first_seen timestamp with time zone,
	last_seen timestamp with time zone,
	events bigint
);
ALTER TYPE hardal.found_client OWNER TO hardal_owner;
COMMENT ON TYPE hardal.found_client IS 'A client that a search has found';
COMMENT ON COLUMN hardal.found_client.client_id IS 'The client';
COMMENT ON COLUMN hardal.found_client.first_seen IS 'created_at of its first event';
COMMENT ON COLUMN hardal.found_client.last_seen IS 'created_at of its last event';
COMMENT ON COLUMN hardal.found_client.events IS 'How many events the client has';
CREATE TYPE hardal.found_person AS (
	person_id text,
	ids bigint,
	client_ids text[],
	first_seen timestamp with time zone,
	last_seen timestamp with time zone,
	events bigint
);
ALTER TYPE hardal.found_person OWNER TO hardal_owner;
COMMENT ON TYPE hardal.found_person IS 'A person that a search has found';
COMMENT ON COLUMN hardal.found_person.person_id IS 'The person: the smallest of its client ids, in the order of bytes';
COMMENT ON COLUMN hardal.found_person.ids IS 'How many client ids the person has';
COMMENT ON COLUMN hardal.found_person.client_ids IS 'Its client ids, at most 100';
COMMENT ON COLUMN hardal.found_person.first_seen IS 'created_at of its first event; null where only a link tells of the person';
COMMENT ON COLUMN hardal.found_person.last_seen IS 'created_at of its last event';
COMMENT ON COLUMN hardal.found_person.events IS 'How many events the person has';
CREATE TYPE hardal.funnel_period AS (
	starts_at timestamp without time zone,
	step integer,
	event_name text,
	units bigint,
	conversion numeric
);
ALTER TYPE hardal.funnel_period OWNER TO hardal_owner;
COMMENT ON TYPE hardal.funnel_period IS 'A step of a funnel, of the units that began it in a period';
COMMENT ON COLUMN hardal.funnel_period.starts_at IS 'When the period begins, in the time zone that was asked for';
COMMENT ON COLUMN hardal.funnel_period.step IS 'Number of the step, from 1';
COMMENT ON COLUMN hardal.funnel_period.event_name IS 'The event that the step waits for';
COMMENT ON COLUMN hardal.funnel_period.units IS 'How many units that began in the period reached the step';
COMMENT ON COLUMN hardal.funnel_period.conversion IS 'Share of the units that began in the period, 0 to 1; null where none did';
CREATE TYPE hardal.funnel_step AS (
	step integer,
	event_name text,
	value text,
	clients bigint,
	conversion numeric,
	step_conversion numeric,
	median_time interval,
	median_seconds double precision,
	median_total_time interval,
	median_total_seconds double precision
);
ALTER TYPE hardal.funnel_step OWNER TO hardal_owner;
COMMENT ON TYPE hardal.funnel_step IS 'A step of a funnel; with the argument by, one row for each step and value';
COMMENT ON COLUMN hardal.funnel_step.step IS 'Number of the step, from 1';
COMMENT ON COLUMN hardal.funnel_step.event_name IS 'The event that the step waits for';
COMMENT ON COLUMN hardal.funnel_step.value IS 'Value of the property by in the event of step 1; null where it is absent or JSON null, and without by';
COMMENT ON COLUMN hardal.funnel_step.clients IS 'How many units (clients, unless unit says otherwise) reached the step';
COMMENT ON COLUMN hardal.funnel_step.conversion IS 'Share of the clients of step 1, 0 to 1; null where step 1 has no clients';
COMMENT ON COLUMN hardal.funnel_step.step_conversion IS 'Share of the clients of the step before, 0 to 1; null for step 1, and where the step before has no clients';
COMMENT ON COLUMN hardal.funnel_step.median_time IS 'Median time since the step before, of the clients that reached the step';
COMMENT ON COLUMN hardal.funnel_step.median_seconds IS 'median_time in seconds';
COMMENT ON COLUMN hardal.funnel_step.median_total_time IS 'Median time since step 1, of the clients that reached the step';
COMMENT ON COLUMN hardal.funnel_step.median_total_seconds IS 'median_total_time in seconds';
CREATE TYPE hardal.funnel_time AS (
	from_seconds double precision,
	to_seconds double precision,
	units bigint
);
ALTER TYPE hardal.funnel_time OWNER TO hardal_owner;
COMMENT ON TYPE hardal.funnel_time IS 'How many units took so long from one step to another';
COMMENT ON COLUMN hardal.funnel_time.from_seconds IS 'The shortest time of the bucket, in seconds';
COMMENT ON COLUMN hardal.funnel_time.to_seconds IS 'The end of the bucket, in seconds; a time that is equal counts in the next one';
COMMENT ON COLUMN hardal.funnel_time.units IS 'How many units took so long';
CREATE TYPE hardal.funnel_unit AS (
	unit_id text,
	value text,
	step integer,
	event_name text,
	started_at timestamp with time zone,
	reached_at timestamp with time zone
);
ALTER TYPE hardal.funnel_unit OWNER TO hardal_owner;
COMMENT ON TYPE hardal.funnel_unit IS 'A unit that a funnel counts';
COMMENT ON COLUMN hardal.funnel_unit.unit_id IS 'The client, the person, or the property''s value';
COMMENT ON COLUMN hardal.funnel_unit.value IS 'Value of the property by; null where it is absent or JSON null, and without by';
COMMENT ON COLUMN hardal.funnel_unit.step IS 'Number of the step that the unit reached';
COMMENT ON COLUMN hardal.funnel_unit.event_name IS 'The event of this step';
COMMENT ON COLUMN hardal.funnel_unit.started_at IS 'When the unit began the chain of events by which it reached the step first';
COMMENT ON COLUMN hardal.funnel_unit.reached_at IS 'When the unit reached the step first';
CREATE TYPE hardal.lifecycle_period AS (
	starts_on date,
	new_units bigint,
	returning_units bigint,
	resurrected_units bigint,
	dormant_units bigint
);
ALTER TYPE hardal.lifecycle_period OWNER TO hardal_owner;
COMMENT ON TYPE hardal.lifecycle_period IS 'Of a period, how many units go on, come and go';
COMMENT ON COLUMN hardal.lifecycle_period.starts_on IS 'First day of the period, in the time zone that was asked for; weeks begin on Mondays';
COMMENT ON COLUMN hardal.lifecycle_period.new_units IS 'How many units are active for the first time of all';
COMMENT ON COLUMN hardal.lifecycle_period.returning_units IS 'How many units are active, and were in the period before';
COMMENT ON COLUMN hardal.lifecycle_period.resurrected_units IS 'How many units are active, and were before, but not in the period before';
COMMENT ON COLUMN hardal.lifecycle_period.dormant_units IS 'How many units are not active, but were in the period before';
CREATE TYPE hardal.metric AS (
	name text,
	event_name text,
	properties text[],
	number text,
	measures text[],
	filter jsonb,
	every text,
	max_groups integer,
	is_aggregate boolean,
	description text,
	counted_to date,
	is_counted boolean,
	groups_left_out bigint,
	created_at timestamp with time zone
);
ALTER TYPE hardal.metric OWNER TO hardal_owner;
COMMENT ON TYPE hardal.metric IS 'A metric: what is counted beforehand';
COMMENT ON COLUMN hardal.metric.name IS 'The metric''s name, and that of its view';
COMMENT ON COLUMN hardal.metric.event_name IS 'The name of the events that are counted';
COMMENT ON COLUMN hardal.metric.properties IS 'The properties that the metric groups by';
COMMENT ON COLUMN hardal.metric.number IS 'The property whose numbers are measured; null where events are counted alone';
COMMENT ON COLUMN hardal.metric.measures IS 'count, sum, avg, min, max: the view''s measures';
COMMENT ON COLUMN hardal.metric.filter IS 'Only events that match this filter are counted; null: all';
COMMENT ON COLUMN hardal.metric.every IS 'day or hour';
COMMENT ON COLUMN hardal.metric.max_groups IS 'At most so many groups of a day, or an hour, have rows of their own; the others are one row';
COMMENT ON COLUMN hardal.metric.is_aggregate IS 'True where a reader with the scope aggregate may read the metric';
COMMENT ON COLUMN hardal.metric.description IS 'What people wrote about the metric, or null';
COMMENT ON COLUMN hardal.metric.counted_to IS 'The last day that is counted, while the days before the metric was made are counted';
COMMENT ON COLUMN hardal.metric.is_counted IS 'False until maintenance has counted the days that were over when the metric was made';
COMMENT ON COLUMN hardal.metric.groups_left_out IS 'How many days, or hours, have a row for all groups beyond max_groups together; null in a list';
COMMENT ON COLUMN hardal.metric.created_at IS 'When the metric was made';
CREATE TYPE hardal.path AS (
	path text,
	steps text[],
	times bigint,
	clients bigint,
	share numeric
);
ALTER TYPE hardal.path OWNER TO hardal_owner;
COMMENT ON TYPE hardal.path IS 'A sequence of events that units had, from a start event on or up to it';
COMMENT ON COLUMN hardal.path.path IS 'Names of the events in order: signup > view_item > purchase';
COMMENT ON COLUMN hardal.path.steps IS 'The same names as an array';
COMMENT ON COLUMN hardal.path.times IS 'How often the sequence occurred';
COMMENT ON COLUMN hardal.path.clients IS 'How many units (clients, unless unit says otherwise) had the sequence';
COMMENT ON COLUMN hardal.path.share IS 'Share of all start events, 0 to 1';
CREATE TYPE hardal.property_catalog AS (
	event_name text,
	property text,
	events bigint,
	first_seen timestamp with time zone,
	last_seen timestamp with time zone,
	strings bigint,
	numbers bigint,
	booleans bigint,
	objects bigint,
	arrays bigint,
	nulls bigint,
	examples text[],
	description text
);
ALTER TYPE hardal.property_catalog OWNER TO hardal_owner;
COMMENT ON TYPE hardal.property_catalog IS 'A property that events of a name have';
COMMENT ON COLUMN hardal.property_catalog.event_name IS 'The event name';
COMMENT ON COLUMN hardal.property_catalog.property IS 'The property: its keys, joined by dots, e.g. nested_data.category';
COMMENT ON COLUMN hardal.property_catalog.events IS 'How many events have the property';
COMMENT ON COLUMN hardal.property_catalog.first_seen IS 'created_at of the oldest event with the property';
COMMENT ON COLUMN hardal.property_catalog.last_seen IS 'created_at of the newest event with the property';
COMMENT ON COLUMN hardal.property_catalog.strings IS 'Number of events in which the value is a string';
COMMENT ON COLUMN hardal.property_catalog.numbers IS 'Number of events in which the value is a number';
COMMENT ON COLUMN hardal.property_catalog.booleans IS 'Number of events in which the value is true or false';
COMMENT ON COLUMN hardal.property_catalog.objects IS 'Number of events in which the value is an object; its keys are properties of their own';
COMMENT ON COLUMN hardal.property_catalog.arrays IS 'Number of events in which the value is an array';
COMMENT ON COLUMN hardal.property_catalog.nulls IS 'Number of events in which the value is null';
COMMENT ON COLUMN hardal.property_catalog.examples IS 'Up to five values, the newest first';
COMMENT ON COLUMN hardal.property_catalog.description IS 'What people wrote about the property; null where nobody did';
CREATE TYPE hardal.property_overview AS (
	property text,
	events bigint,
	share numeric,
	first_seen timestamp with time zone,
	last_seen timestamp with time zone,
	strings bigint,
	numbers bigint,
	booleans bigint,
	objects bigint,
	arrays bigint,
	nulls bigint,
	examples text[],
	column_names text[],
	column_types text[],
	description text
);
ALTER TYPE hardal.property_overview OWNER TO hardal_owner;
COMMENT ON TYPE hardal.property_overview IS 'A property of the events of a name';
COMMENT ON COLUMN hardal.property_overview.property IS 'The property: its keys, joined by dots, e.g. nested_data.category';
COMMENT ON COLUMN hardal.property_overview.events IS 'How many events have the property';
COMMENT ON COLUMN hardal.property_overview.share IS 'Their share of all events of the name';
COMMENT ON COLUMN hardal.property_overview.first_seen IS 'created_at of the oldest event with the property';
COMMENT ON COLUMN hardal.property_overview.last_seen IS 'created_at of the newest event with the property';
COMMENT ON COLUMN hardal.property_overview.strings IS 'Number of events in which the value is a string';
COMMENT ON COLUMN hardal.property_overview.numbers IS 'Number of events in which the value is a number';
COMMENT ON COLUMN hardal.property_overview.booleans IS 'Number of events in which the value is true or false';
COMMENT ON COLUMN hardal.property_overview.objects IS 'Number of events in which the value is an object; its keys are properties of their own';
COMMENT ON COLUMN hardal.property_overview.arrays IS 'Number of events in which the value is an array';
COMMENT ON COLUMN hardal.property_overview.nulls IS 'Number of events in which the value is null';
COMMENT ON COLUMN hardal.property_overview.examples IS 'Up to five values, the newest first';
COMMENT ON COLUMN hardal.property_overview.column_names IS 'The columns of the typed view that show the property; empty where there is none (yet)';
COMMENT ON COLUMN hardal.property_overview.column_types IS 'The types of these columns';
COMMENT ON COLUMN hardal.property_overview.description IS 'What people wrote about the property; null where nobody did';
CREATE TYPE hardal.property_value AS (
	value text,
	events bigint,
	clients bigint,
	share numeric
);
ALTER TYPE hardal.property_value OWNER TO hardal_owner;
COMMENT ON TYPE hardal.property_value IS 'A value of a property';
COMMENT ON COLUMN hardal.property_value.value IS 'The value as text; null where the property is absent or JSON null';
COMMENT ON COLUMN hardal.property_value.events IS 'How many events have the value';
COMMENT ON COLUMN hardal.property_value.clients IS 'How many clients had these events; events without a client_id do not count';
COMMENT ON COLUMN hardal.property_value.share IS 'Share of the events, 0 to 1';
CREATE TYPE hardal.rejected_reason AS (
	code text,
	field text,
	events bigint,
	first_at timestamp with time zone,
	last_at timestamp with time zone,
	event_names text[]
);
ALTER TYPE hardal.rejected_reason OWNER TO hardal_owner;
COMMENT ON TYPE hardal.rejected_reason IS 'Why events were rejected, and how many';
COMMENT ON COLUMN hardal.rejected_reason.code IS 'The error''s code, e.g. unknown_field';
COMMENT ON COLUMN hardal.rejected_reason.field IS 'The field with the error; null where it is the event as a whole';
COMMENT ON COLUMN hardal.rejected_reason.events IS 'How many events in quarantine have the error';
COMMENT ON COLUMN hardal.rejected_reason.first_at IS 'When the oldest of them was rejected';
COMMENT ON COLUMN hardal.rejected_reason.last_at IS 'When the newest of them was rejected';
COMMENT ON COLUMN hardal.rejected_reason.event_names IS 'Up to five event_names of 100 of them, the most frequent first';
CREATE TYPE hardal.retention_cell AS (
	cohort date,
	cohort_size bigint,
	period_number integer,
	clients bigint,
	share numeric,
	value text,
	is_other boolean,
	amount numeric
);
ALTER TYPE hardal.retention_cell OWNER TO hardal_owner;
COMMENT ON TYPE hardal.retention_cell IS 'How many units (clients, unless unit says otherwise) of a cohort came back in a period';
COMMENT ON COLUMN hardal.retention_cell.cohort IS 'First day of the period in which the cohort''s units had their first event; null in the rows of all cohorts together (mean); weeks begin on Mondays';
COMMENT ON COLUMN hardal.retention_cell.cohort_size IS 'How many clients the cohort has';
COMMENT ON COLUMN hardal.retention_cell.period_number IS 'How many periods after the cohort''s own period, which is 0';
COMMENT ON COLUMN hardal.retention_cell.clients IS 'How many of the cohort''s clients had the return event in that period';
COMMENT ON COLUMN hardal.retention_cell.share IS 'Share of the cohort, 0 to 1; null where the cohort has no clients';
COMMENT ON COLUMN hardal.retention_cell.value IS 'Value of the property by in the first event; null where it is absent or JSON null, without by, and where is_other';
COMMENT ON COLUMN hardal.retention_cell.is_other IS 'True for all values together that have no triangle of their own';
COMMENT ON COLUMN hardal.retention_cell.amount IS 'Sum of the numbers of the argument property in the return events; null without it';
CREATE TYPE hardal.session AS (
	client_id text,
	started_at timestamp with time zone,
	ended_at timestamp with time zone,
	duration interval,
	duration_seconds double precision,
	events bigint,
	first_event text,
	last_event text
);
ALTER TYPE hardal.session OWNER TO hardal_owner;
COMMENT ON TYPE hardal.session IS 'A session: events of one client without a long pause between them';
COMMENT ON COLUMN hardal.session.client_id IS 'The client';
COMMENT ON COLUMN hardal.session.started_at IS 'created_at of the session''s first event';
COMMENT ON COLUMN hardal.session.ended_at IS 'created_at of the session''s last event';
COMMENT ON COLUMN hardal.session.duration IS 'Time from the session''s first event to its last';
COMMENT ON COLUMN hardal.session.duration_seconds IS 'duration in seconds';
COMMENT ON COLUMN hardal.session.events IS 'How many events the session has';
COMMENT ON COLUMN hardal.session.first_event IS 'event_name of the session''s first event';
COMMENT ON COLUMN hardal.session.last_event IS 'event_name of the session''s last event';
CREATE TYPE hardal.stickiness_day AS (
	starts_on date,
	days integer,
	units bigint,
	share numeric,
	at_least bigint
);
ALTER TYPE hardal.stickiness_day OWNER TO hardal_owner;
COMMENT ON TYPE hardal.stickiness_day IS 'How many units were active on so many days of a week or month';
COMMENT ON COLUMN hardal.stickiness_day.starts_on IS 'First day of the week or month, in the time zone that was asked for; weeks begin on Mondays';
COMMENT ON COLUMN hardal.stickiness_day.days IS 'A number of days, from 1 on';
COMMENT ON COLUMN hardal.stickiness_day.units IS 'How many units were active on exactly so many days';
COMMENT ON COLUMN hardal.stickiness_day.share IS 'Their share of the units that were active in the week or month, 0 to 1; null where none was';
COMMENT ON COLUMN hardal.stickiness_day.at_least IS 'How many units were active on so many days or more';
CREATE DOMAIN hardal."text/html" AS text;
ALTER DOMAIN hardal."text/html" OWNER TO hardal_owner;
COMMENT ON DOMAIN hardal."text/html" IS 'An answer that PostgREST sends as HTML';
CREATE TYPE hardal.trend_point AS (
	starts_at timestamp without time zone,
	event_name text,
	value text,
	is_other boolean,
	count bigint,
	previous bigint,
	measured numeric,
	measured_before numeric
);
ALTER TYPE hardal.trend_point OWNER TO hardal_owner;
COMMENT ON TYPE hardal.trend_point IS 'A period of a series of a trend';
COMMENT ON COLUMN hardal.trend_point.starts_at IS 'When the period begins, in the time zone that was asked for';
COMMENT ON COLUMN hardal.trend_point.event_name IS 'The events'' name';
COMMENT ON COLUMN hardal.trend_point.value IS 'The value of the property that by names; null for events without it, in a trend without by, and where is_other';
COMMENT ON COLUMN hardal.trend_point.is_other IS 'True in the series of all values together that have no series of their own';
COMMENT ON COLUMN hardal.trend_point.count IS 'How many events the period has, or how many different units had them; of a measure of numbers: how many events have a number';
COMMENT ON COLUMN hardal.trend_point.previous IS 'The same of the period in the span before; null in a trend that does not compare';
COMMENT ON COLUMN hardal.trend_point.measured IS 'The measure of the period: count, or the sum, average, lowest, highest or percentile of the numbers; null where an average, lowest, highest or percentile has no number';
COMMENT ON COLUMN hardal.trend_point.measured_before IS 'The same of the period in the span before; null in a trend that does not compare';
CREATE TYPE hardal.url AS (
	name text,
	role text,
	scope text,
	state text,
	created_at timestamp with time zone,
	expires_at timestamp with time zone,
	last_seen_at timestamp with time zone,
	connections_now bigint,
	connections bigint,
	statement_timeout bigint
);
ALTER TYPE hardal.url OWNER TO hardal_owner;
COMMENT ON TYPE hardal.url IS 'A PSQL URL, as hardal.urls returns it';
COMMENT ON COLUMN hardal.url.name IS 'The person or tool that the PSQL URL was given to';
COMMENT ON COLUMN hardal.url.role IS 'The role that logs in, <tenant>__u_<name>';
COMMENT ON COLUMN hardal.url.scope IS 'read, aggregate, write or model';
COMMENT ON COLUMN hardal.url.state IS 'live, suspended (the tenant is suspended), expired or being revoked';
COMMENT ON COLUMN hardal.url.created_at IS 'When the PSQL URL was issued';
COMMENT ON COLUMN hardal.url.expires_at IS 'When its password expires; null means no expiry';
COMMENT ON COLUMN hardal.url.last_seen_at IS 'When maintenance last saw a connection of it; null where it never did';
COMMENT ON COLUMN hardal.url.connections_now IS 'How many connections it has at this moment';
COMMENT ON COLUMN hardal.url.connections IS 'The most connections that it may have at once';
COMMENT ON COLUMN hardal.url.statement_timeout IS 'The statement_timeout that its connections start with, in milliseconds; 0 means none';
CREATE TYPE hardal_private.finding AS (
	level text,
	name text,
	object text,
	problem text,
	why text,
	mend text,
	fix text
);
ALTER TYPE hardal_private.finding OWNER TO hardal_owner;
COMMENT ON TYPE hardal_private.finding IS 'A finding of one of doctor''s checks';
COMMENT ON COLUMN hardal_private.finding.level IS 'wrong, or open; open means a default or a setting that hardal does not change, and that you may want to change';
COMMENT ON COLUMN hardal_private.finding.name IS 'The check';
COMMENT ON COLUMN hardal_private.finding.object IS 'The role, grant, table or other thing that the finding is about';
COMMENT ON COLUMN hardal_private.finding.problem IS 'What is wrong with the object';
COMMENT ON COLUMN hardal_private.finding.why IS 'Why it matters';
COMMENT ON COLUMN hardal_private.finding.mend IS 'The command or SQL that mends the object';
COMMENT ON COLUMN hardal_private.finding.fix IS 'SQL that doctor --fix runs; null where a person should look first';
CREATE FUNCTION hardal.active_clients(period text DEFAULT 'day'::text, since date DEFAULT NULL::date, until date DEFAULT NULL::date, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.active_clients
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) IS 'Active clients (or persons, or values of a property: unit) by day, week or month in a time zone, for the periods that start from since (inclusive) to until (exclusive), which are dates alone; PT400 for a wrong argument';
CREATE FUNCTION hardal.amplitude(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.amplitude(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.amplitude(bytea) IS 'Stores the events of a request of an SDK of Amplitude';
CREATE FUNCTION hardal.attribution(conversion_event text, property text, touch_events text[] DEFAULT NULL::text[], model text DEFAULT 'last'::text, within interval DEFAULT '30 days'::interval, since text DEFAULT NULL::text, until text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, value_property text DEFAULT NULL::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, touch_filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, max_rows integer DEFAULT 50) RETURNS SETOF hardal.attribution
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since text, until text, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since text, until text, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) IS 'To which value of a property of touches conversions are counted: that of the first touch, the last one, or all alike (model: first, last or linear). within is how long before a conversion a touch counts; value_property is a number of the conversions to add up. since is inclusive (left out: 30 days ago), until is exclusive; both are dates or times of time_zone; PT400 for a wrong argument';
CREATE FUNCTION hardal.authorise_request() RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.authorise_request() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.authorise_request() IS 'Returns the role of an HTTP request by its token or key, and sets the claims of a key; refuses as pre_request does';
CREATE FUNCTION hardal.cohort_units(name text, max_rows integer DEFAULT 100, after text DEFAULT NULL::text) RETURNS SETOF hardal.cohort_unit
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.cohort_units(name text, max_rows integer, after text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.cohort_units(name text, max_rows integer, after text) IS 'The units of a cohort, at most max_rows (1 to 1,000); after: the last unit_id of the page before; PT404 where there is no such cohort';
CREATE FUNCTION hardal.cohorts() RETURNS SETOF hardal.cohort
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.cohorts() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.cohorts() IS 'The tenant''s cohorts, by name; units is null for one that is not static';
CREATE FUNCTION hardal.create_cohort(name text, definition jsonb, is_static boolean DEFAULT false, description text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.create_cohort(name text, definition jsonb, is_static boolean, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.create_cohort(name text, definition jsonb, is_static boolean, description text) IS 'Makes a cohort from a definition such as {"all": [{"did": "purchase"}]}, and describes it; is_static: its units stay as they are now. PT400 for a wrong argument, and for an event or a property that does not exist; PT409 where the name is taken, or maintenance holds the tenant';
CREATE FUNCTION hardal.create_key(name text, scope text DEFAULT 'ingest'::text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.create_key(name text, scope text, expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.create_key(name text, scope text, expires_at timestamp with time zone) IS 'Makes a key of the scope ingest, read or aggregate, and returns it, once; expires_at: null means in 365 days; PT400 where a value is not allowed; PT403 for the scope manage; PT409 where the name is taken';
CREATE FUNCTION hardal.create_metric(name text, definition jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.create_metric(name text, definition jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.create_metric(name text, definition jsonb) IS 'Makes a metric from a definition such as {"event": "purchase", "number": "price", "measures": ["sum"], "by": ["country"]}, and describes it; maintenance counts the days that are over. PT400 for a wrong definition, and for an event or a property that does not exist; PT409 where the name is taken, or maintenance holds the tenant';
CREATE FUNCTION hardal.create_url(name text, verifier text, scope text DEFAULT 'read'::text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, connections bigint DEFAULT 5, statement_timeout bigint DEFAULT 60000) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.create_url(name text, verifier text, scope text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.create_url(name text, verifier text, scope text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) IS 'Makes a PSQL URL with the password of this SCRAM-SHA-256 verifier, and returns its role and address; expires_at: null means no expiry; statement_timeout: in milliseconds; PT400 where a value is not allowed; PT403 where self-service is off and for the scope model; PT409 where the name is taken, the tenant has as many as it may, or the verifier was used before';
CREATE FUNCTION hardal.daily_activity(since date DEFAULT NULL::date, until date DEFAULT NULL::date, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.daily_activity
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.daily_activity(since date, until date, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.daily_activity(since date, until date, time_zone text) IS 'Events and clients by day and event name, in a time zone. since is inclusive, until is exclusive; both are dates alone. PT400 for a wrong argument';
CREATE FUNCTION hardal.describe_event(event_name text, description text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.describe_event(event_name text, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.describe_event(event_name text, description text) IS 'Writes the description of an event, at most 1,000 characters, or removes it where it is empty; it is shown in event_catalog and as the comment of the typed view. PT400 for a wrong argument, PT404 where there is no such event, PT409 where maintenance holds the tenant';
CREATE FUNCTION hardal.describe_property(event_name text, property text, description text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.describe_property(event_name text, property text, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.describe_property(event_name text, property text, description text) IS 'Writes the description of a property, at most 1,000 characters, or removes it where it is empty; it is shown in property_catalog and as the comment of the columns in the typed view. PT400 for a wrong argument, PT404 where the events have no such property, PT409 where maintenance holds the tenant';
CREATE FUNCTION hardal.discard_rejected(ids uuid[] DEFAULT NULL::uuid[], code text DEFAULT NULL::text, field text DEFAULT NULL::text, event_name text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.discard_rejected(ids uuid[], code text, field text, event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.discard_rejected(ids uuid[], code text, field text, event_name text) IS 'Deletes rejected events for good: those with these ids, or at most 1,000 with this code, field and event_name, oldest first. Returns discarded, and how many are left; PT400 for a wrong argument';
CREATE FUNCTION hardal.drop_cohort(name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.drop_cohort(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.drop_cohort(name text) IS 'Drops a cohort, and returns its name; PT404 where there is none, PT409 where a view stands on it, or maintenance holds the tenant';
CREATE FUNCTION hardal.drop_metric(name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.drop_metric(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.drop_metric(name text) IS 'Drops a metric, and returns its name; PT404 where there is none, PT409 where a view stands on it, or maintenance holds the tenant';
CREATE FUNCTION hardal.event(id uuid) RETURNS hardal.event
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.event(id uuid) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.event(id uuid) IS 'The event with this id; PT404 where there is none';
CREATE FUNCTION hardal.event_catalog() RETURNS SETOF hardal.event_catalog
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.event_catalog() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.event_catalog() IS 'Each event name: how many events it has, when it was first and last seen, the name of its typed view, and its description';
CREATE FUNCTION hardal.event_overview(days integer DEFAULT 30, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.event_overview
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.event_overview(days integer, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.event_overview(days integer, time_zone text) IS 'Each event name, the most frequent first: how many events it has, when it was first and last seen, its typed view, its description, and its events of each of the last days of a time zone, the last one being today; PT400 for a wrong argument';
CREATE FUNCTION hardal.events(event_name text DEFAULT NULL::text, client_id text DEFAULT NULL::text, since text DEFAULT NULL::text, until text DEFAULT NULL::text, after uuid DEFAULT NULL::uuid, max_rows integer DEFAULT 100) RETURNS SETOF hardal.event
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.events(event_name text, client_id text, since text, until text, after uuid, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.events(event_name text, client_id text, since text, until text, after uuid, max_rows integer) IS 'The tenant''s events, newest first. since is inclusive, until is exclusive; dates are those of UTC. after is the id of the last event of the page before. max_rows is at most 10000. A null filter filters nothing; PT400 where max_rows is out of range or after is no event';
CREATE FUNCTION hardal.experiment(exposure_event text, variant_property text, goal_event text, metric text DEFAULT 'conversion'::text, value_property text DEFAULT NULL::text, within interval DEFAULT '14 days'::interval, control text DEFAULT NULL::text, confidence double precision DEFAULT 0.95, since text DEFAULT NULL::text, until text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, goal_filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.experiment_variant
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since text, until text, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since text, until text, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) IS 'Compares the variants of an experiment: the share of units that reach a goal (metric conversion), or the mean of value_property''s numbers (mean), with intervals and p-values. since is inclusive (left out: 30 days ago), until is exclusive; both are dates or times of time_zone; PT400 for a wrong argument';
CREATE FUNCTION hardal.find_clients(text text DEFAULT ''::text, max_rows integer DEFAULT 20) RETURNS SETOF hardal.found_client
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.find_clients(text text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.find_clients(text text, max_rows integer) IS 'Clients whose client_id begins with the text, by name: when each was first and last seen, and how many events it has. max_rows is at most 100';
CREATE FUNCTION hardal.find_persons(text text DEFAULT ''::text, max_rows integer DEFAULT 20) RETURNS SETOF hardal.found_person
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.find_persons(text text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.find_persons(text text, max_rows integer) IS 'Persons with a client id that begins with the text: their client ids (at most 100, ids is how many), when each was first and last seen, and how many events it has. max_rows is at most 100';
CREATE FUNCTION hardal.funnel(steps text[], within interval DEFAULT '7 days'::interval, since text DEFAULT NULL::text, until text DEFAULT NULL::text, by text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, step_filters jsonb DEFAULT NULL::jsonb, ordering text DEFAULT 'ordered'::text, exclude jsonb DEFAULT NULL::jsonb, first_ever boolean DEFAULT false, by_of text DEFAULT 'first'::text) RETURNS SETOF hardal.funnel_step
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.funnel(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.funnel(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) IS 'How many units (client, person, or a property) went from event to event, within an interval. The steps are event names; step_filters are filters of single steps. ordering is ordered, strict (no event between) or any; exclude are events that may not lie between two steps. by is a property of the first event (by_of: of a later step, or of the unit). since is inclusive (left out: 30 days ago), until is exclusive; both are dates or times of time_zone; PT400 for a wrong argument';
CREATE FUNCTION hardal.funnel_times(steps text[], within interval DEFAULT '7 days'::interval, since text DEFAULT NULL::text, until text DEFAULT NULL::text, from_step integer DEFAULT 1, to_step integer DEFAULT NULL::integer, buckets integer DEFAULT 20, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, step_filters jsonb DEFAULT NULL::jsonb, ordering text DEFAULT 'ordered'::text, exclude jsonb DEFAULT NULL::jsonb, first_ever boolean DEFAULT false) RETURNS SETOF hardal.funnel_time
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.funnel_times(steps text[], within interval, since text, until text, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.funnel_times(steps text[], within interval, since text, until text, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) IS 'How long units take from one step of a funnel (from_step) to another (to_step; left out: the last one), in buckets that are equally wide. The other arguments are those of funnel; PT400 for a wrong argument';
CREATE FUNCTION hardal.funnel_trend(steps text[], every text DEFAULT 'week'::text, within interval DEFAULT '7 days'::interval, since text DEFAULT NULL::text, until text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, step_filters jsonb DEFAULT NULL::jsonb, ordering text DEFAULT 'ordered'::text, exclude jsonb DEFAULT NULL::jsonb, first_ever boolean DEFAULT false) RETURNS SETOF hardal.funnel_period
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.funnel_trend(steps text[], every text, within interval, since text, until text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.funnel_trend(steps text[], every text, within interval, since text, until text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) IS 'The funnel of each hour, day, week or month (every) in which units began it. The other arguments are those of funnel; without since it begins with the period of 30 days ago; PT400 for a wrong argument';
CREATE FUNCTION hardal.funnel_units(steps text[], within interval DEFAULT '7 days'::interval, since text DEFAULT NULL::text, until text DEFAULT NULL::text, by text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, step_filters jsonb DEFAULT NULL::jsonb, ordering text DEFAULT 'ordered'::text, exclude jsonb DEFAULT NULL::jsonb, first_ever boolean DEFAULT false, by_of text DEFAULT 'first'::text, step integer DEFAULT NULL::integer, outcome text DEFAULT 'converted'::text, after text DEFAULT NULL::text, max_rows integer DEFAULT 1000) RETURNS SETOF hardal.funnel_unit
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.funnel_units(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.funnel_units(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) IS 'The units that funnel counts: those that reached a step (outcome converted), or were lost before it (lost). step is left out for the last one. max_rows is the number of units, at most 10000; after is the last unit of the page before. The other arguments are those of funnel; PT400 for a wrong argument';
CREATE FUNCTION hardal.ingest(jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.ingest(jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.ingest(jsonb) IS 'Stores one event, or {"events": [event, ...]}, and answers for each event: accepted, duplicates, rejected, ids, errors. PT400, PT403, PT413 or PT429 where it refuses the whole request; 25000 outside of READ COMMITTED';
CREATE FUNCTION hardal.ingest_ndjson(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.ingest_ndjson(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.ingest_ndjson(bytea) IS 'Stores NDJSON, one event a line, and answers as ingest does, with the line of each error; PT400, PT403, PT413, PT415 or PT429 where it refuses the whole request; 25000 outside of READ COMMITTED';
CREATE FUNCTION hardal.keys() RETURNS SETOF hardal.credential
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.keys() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.keys() IS 'The tenant''s keys and tokens that are not revoked, by name, without their secrets';
CREATE FUNCTION hardal.lifecycle(event_names text[] DEFAULT NULL::text[], every text DEFAULT 'week'::text, since text DEFAULT NULL::text, until text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.lifecycle_period
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.lifecycle(event_names text[], every text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.lifecycle(event_names text[], every text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) IS 'Of each day, week or month (every), how many units are new, returning, resurrected (active after a pause) or dormant (active in the period before alone). Null event_names are any event; unit is client, person or a property. Periods are whole, from the one of since to the one before until; PT400 for a wrong argument';
CREATE FUNCTION hardal.link(client_id text, person_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.link(client_id text, person_id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.link(client_id text, person_id text) IS 'Links two client ids: they are the same person. Answers linked (whether that is new), client_ids (how many the person has) and, to those who may read, person_id. PT400 for a generic id, PT429 where another transaction changes links for too long';
CREATE FUNCTION hardal.live(event_name text DEFAULT NULL::text, client_id text DEFAULT NULL::text, property text DEFAULT NULL::text, value text DEFAULT NULL::text, rejected boolean DEFAULT NULL::boolean, before text DEFAULT NULL::text, after text DEFAULT NULL::text, max_rows integer DEFAULT 100) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.live(event_name text, client_id text, property text, value text, rejected boolean, before text, after text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.live(event_name text, client_id text, property text, value text, rejected boolean, before text, after text, max_rows integer) IS 'Events as they are stored, accepted and rejected, newest first. before: a cursor older, for older events; after: a cursor newer, for what was stored since. property and value: only events with this property and value; rejected: only rejected (true) or accepted (false) events. max_rows is at most 500. A null filter filters nothing; PT400 for a wrong argument';
CREATE FUNCTION hardal.metric(name text, since date DEFAULT NULL::date, until date DEFAULT NULL::date, by text[] DEFAULT NULL::text[], every text DEFAULT NULL::text, max_groups integer DEFAULT 100) RETURNS SETOF json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.metric(name text, since date, until date, by text[], every text, max_groups integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.metric(name text, since date, until date, by text[], every text, max_groups integer) IS 'What a metric has, right to the last event, from since (inclusive; left out: 30 days ago) to until (exclusive), both days of UTC: by the properties in by (left out: all of the metric''s), every hour, day, week or month, or all of the time together; the max_groups groups with the most events have rows of their own. PT400 for a wrong argument, PT403 for a key of the scope aggregate where the metric is not marked for it, PT404 where there is none, PT409 where it is not counted yet';
CREATE FUNCTION hardal.metrics() RETURNS TABLE(name text, event_name text, properties text[], column_names text[], number text, measures text[], filter jsonb, every text, max_groups integer, is_aggregate boolean, description text, is_counted boolean, days_counted integer, days_left integer, has_others boolean, created_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.metrics() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.metrics() IS 'The tenant''s metrics by name: what is counted beforehand, how many days of UTC that are over are counted and left, and whether a row of the last 7 days stands for all groups beyond max_groups';
CREATE FUNCTION hardal.mixpanel(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.mixpanel(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.mixpanel(bytea) IS 'Stores the events of a request of an SDK of Mixpanel';
CREATE FUNCTION hardal.page() RETURNS hardal."text/html"
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.page() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.page() IS 'The page as HTML, for browsers; it loads its parts from page_file';
CREATE FUNCTION hardal.page_file(path text, version text) RETURNS hardal."*/*"
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.page_file(path text, version text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.page_file(path text, version text) IS 'A file that the page loads, with its own Content-Type; 404 for another version than the present';
CREATE FUNCTION hardal.paths(start_event text, since text DEFAULT NULL::text, until text DEFAULT NULL::text, within interval DEFAULT '01:00:00'::interval, depth integer DEFAULT 4, max_rows integer DEFAULT 50, time_zone text DEFAULT 'UTC'::text, direction text DEFAULT 'after'::text, end_event text DEFAULT NULL::text, leave_out text[] DEFAULT NULL::text[], collapse boolean DEFAULT false, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.path
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.paths(start_event text, since text, until text, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.paths(start_event text, since text, until text, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) IS 'What units (client, person, or a property) do after an event, the most frequent paths first: up to depth events within an interval; direction before: what they did before it; end_event: paths from one event to another. leave_out are names that do not count, collapse makes one event of several of the same name. since is inclusive (left out: 30 days ago), until is exclusive; both are dates or times of time_zone; PT400 for a wrong argument';
CREATE FUNCTION hardal.person(person_id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.person(person_id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.person(person_id text) IS 'A person by any of its client ids: its client ids, its links with since and source, when it was first and last seen, its events and its traits; PT404 where nothing is known of the id';
CREATE FUNCTION hardal.posthog(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.posthog(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.posthog(bytea) IS 'Stores the events of a request of an SDK of PostHog';
CREATE FUNCTION hardal.pre_request() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.pre_request() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.pre_request() IS 'PostgREST''s db-pre-request. PT401 for a token or a key that is missing, unknown, revoked, expired or not as it was issued; PT403 for a suspended tenant, for a key whose scope may not call the function, and for any login but PostgREST''s; PT404 at /, where PostgREST would describe the API; PT415 for a body with a Content-Encoding; PT429 where too many requests run already';
CREATE FUNCTION hardal.property_breakdown(event_name text, property text, since text DEFAULT NULL::text, until text DEFAULT NULL::text, max_rows integer DEFAULT 50, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.property_value
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.property_breakdown(event_name text, property text, since text, until text, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.property_breakdown(event_name text, property text, since text, until text, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) IS 'How often a property of an event has each value, the most frequent first; clients are units (client, person, or a property). since is inclusive (left out: 30 days ago), until is exclusive; both are dates or times of time_zone; PT400 for a wrong argument';
CREATE FUNCTION hardal.property_catalog(event_name text DEFAULT NULL::text) RETURNS SETOF hardal.property_catalog
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.property_catalog(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.property_catalog(event_name text) IS 'Each property of one event name, or of all where event_name is null: how many events have it, when it was first and last seen, its JSON types, examples (none for a key of the scope aggregate), and its description';
CREATE FUNCTION hardal.property_overview(event_name text) RETURNS SETOF hardal.property_overview
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.property_overview(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.property_overview(event_name text) IS 'Each property of an event name, the most frequent first: in how many of the events it is, with which JSON types, examples (none for a key of the scope aggregate), the columns of the typed view that show it, and its description; PT400 where there is no such event';
CREATE FUNCTION hardal.psql_address() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.psql_address() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.psql_address() IS 'Returns {"host", "port", "dbname", "sslmode"} of PSQL URLs; null where nothing is configured';
CREATE FUNCTION hardal.rejected_event(id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.rejected_event(id uuid) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.rejected_event(id uuid) IS 'A rejected event whole: its errors, and its payload as it was sent, also as text in lines (payload_text), or the bytes of it that were kept, as text (raw) or where they are no text as base64; PT404 where it is not in quarantine';
CREATE FUNCTION hardal.rejected_events(code text DEFAULT NULL::text, field text DEFAULT NULL::text, event_name text DEFAULT NULL::text, before text DEFAULT NULL::text, max_rows integer DEFAULT 100) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.rejected_events(code text, field text, event_name text, before text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.rejected_events(code text, field text, event_name text, before text, max_rows integer) IS 'Rejected events by code and field of an error, and by event_name, newest first. An empty field is that of an event as a whole. before: the cursor older of the page before. max_rows is at most 500. A null filter filters nothing; PT400 for a wrong argument';
CREATE FUNCTION hardal.rejected_reasons() RETURNS SETOF hardal.rejected_reason
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.rejected_reasons() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.rejected_reasons() IS 'The events in quarantine by code and field of their errors, the most frequent reasons first, at most 200. An event with two errors counts for both';
CREATE FUNCTION hardal.replay_edited(id uuid, event jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.replay_edited(id uuid, event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.replay_edited(id uuid, event jsonb) IS 'Sends a mended event in in the place of a rejected one, which leaves the quarantine where the mended one is accepted or a duplicate. Returns accepted, duplicates, rejected and errors; PT404 where there is no such rejected event, PT400 where the mended event is no object';
CREATE FUNCTION hardal.replay_rejected(ids uuid[] DEFAULT NULL::uuid[], code text DEFAULT NULL::text, field text DEFAULT NULL::text, event_name text DEFAULT NULL::text, patch jsonb DEFAULT '{}'::jsonb, after text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.replay_rejected(ids uuid[], code text, field text, event_name text, patch jsonb, after text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.replay_rejected(ids uuid[], code text, field text, event_name text, patch jsonb, after text) IS 'Sends rejected events in again, after a JSON Merge Patch to each: those with these ids, or at most 1,000 with this code, field and event_name, oldest first. Returns accepted, duplicates, rejected, up to 100 errors, how many are left, and next, a cursor to send as after; PT400 for a wrong argument';
CREATE FUNCTION hardal.retention(first_event text DEFAULT NULL::text, return_event text DEFAULT NULL::text, period text DEFAULT 'week'::text, since text DEFAULT NULL::text, until text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, by text DEFAULT NULL::text, mode text DEFAULT 'exact'::text, at_least integer DEFAULT 1, recurrence text DEFAULT 'first'::text, property text DEFAULT NULL::text, mean boolean DEFAULT false, max_values integer DEFAULT 10, unit text DEFAULT 'client'::text, first_filter jsonb DEFAULT NULL::jsonb, return_filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.retention_cell
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.retention(first_event text, return_event text, period text, since text, until text, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.retention(first_event text, return_event text, period text, since text, until text, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) IS 'The retention report: how many units come back, by the period (day, week, month) of their first event and the periods after it. Periods are whole, from the one of since to the one before until. A null first_event or return_event is any event. by is a property of the first event, mode exact or unbounded, recurrence first or recurring, property the numbers to add up, unit client, person or a property; PT400 for a wrong argument';
CREATE FUNCTION hardal.revoke_key(name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.revoke_key(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.revoke_key(name text) IS 'Revokes the tenant''s keys of this name, also those that a rotation left running, and returns how many; PT404 where there is none';
CREATE FUNCTION hardal.revoke_token(name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.revoke_token(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.revoke_token(name text) IS 'Revokes the tenant''s tokens of this name, also those that a rotation left running, and returns how many; PT404 where there is none';
CREATE FUNCTION hardal.revoke_url(name text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.revoke_url(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.revoke_url(name text) IS 'Revokes a PSQL URL, and returns how many of its connections ended, and whether its login is dropped, as a second call does; PT403 where self-service is off and for the scope model; PT404 where there is none; PT409 where its login owns objects in another database';
CREATE FUNCTION hardal.rotate_key(name text, overlap interval DEFAULT '24:00:00'::interval, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.rotate_key(name text, overlap interval, expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.rotate_key(name text, overlap interval, expires_at timestamp with time zone) IS 'Makes a key in place of the key of this name, which ends after the overlap, and returns it, once; expires_at: null means in 365 days; PT400 where a value is not allowed; PT403 for a key of the scope manage; PT404 where there is none';
CREATE FUNCTION hardal.rotate_url(name text, verifier text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.rotate_url(name text, verifier text, expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.rotate_url(name text, verifier text, expires_at timestamp with time zone) IS 'Gives a PSQL URL the password of this SCRAM-SHA-256 verifier, and returns its role and address; expires_at: null keeps the expiry; PT400 where a value is not allowed; PT403 where self-service is off and for the scope model; PT404 where there is none; PT409 where it is being revoked, or the verifier was used before';
CREATE FUNCTION hardal.segment(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.segment(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.segment(bytea) IS 'Stores the events of a request of an SDK of Segment, RudderStack or Jitsu';
CREATE FUNCTION hardal.send_test_event() RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.send_test_event() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.send_test_event() IS 'Stores one event named test_event, with a few properties, and answers as ingest does';
CREATE FUNCTION hardal.session() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.session() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.session() IS 'Returns the tenant, kind, name, scope and end of the key or token, whether self-service is on, and what it may do (can)';
CREATE FUNCTION hardal.sessions(since text, until text DEFAULT NULL::text, gap interval DEFAULT '00:30:00'::interval, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.session
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.sessions(since text, until text, gap interval, time_zone text, unit text, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.sessions(since text, until text, gap interval, time_zone text, unit text, cohort text) IS 'The sessions that start from since (inclusive) to until (exclusive), both dates or times of time_zone. A pause longer than gap separates two sessions of a unit (client, person, or a property); client_id is the unit; PT400 for a wrong argument';
CREATE FUNCTION hardal.snowplow(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.snowplow(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.snowplow(bytea) IS 'Stores the events of a request of a tracker of Snowplow';
CREATE FUNCTION hardal.stickiness(event_names text[] DEFAULT NULL::text[], within text DEFAULT 'week'::text, since text DEFAULT NULL::text, until text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.stickiness_day
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.stickiness(event_names text[], within text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.stickiness(event_names text[], within text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) IS 'How many units were active on 1, 2, 3 ... days of each week or month (within). Null event_names are any event; unit is client, person or a property. Periods are whole, from the one of since to the one before until; PT400 for a wrong argument';
CREATE FUNCTION hardal.trend(event_names text[], measure text DEFAULT 'events'::text, by text DEFAULT NULL::text, every text DEFAULT 'day'::text, since text DEFAULT NULL::text, until text DEFAULT NULL::text, compare boolean DEFAULT false, max_values integer DEFAULT 10, time_zone text DEFAULT 'UTC'::text, property text DEFAULT NULL::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.trend_point
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.trend(event_names text[], measure text, by text, every text, since text, until text, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.trend(event_names text[], measure text, by text, every text, since text, until text, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) IS 'One to five event names by hour, day, week or month (every): events, units, or sum, avg, min, max, p50, p90, p95 or p99 of the numbers of a property (measure); also those of the span before (compare) and by the values of a property (by). unit is client, person or a property; filter and cohort leave events out. A key of the scope aggregate counts events and clients alone. since is inclusive (left out: the period of 30 days ago), until is exclusive (left out: the end of the current period); both are dates or times of time_zone; PT400 for a wrong argument';
CREATE FUNCTION hardal.unlink(client_id text, person_id text DEFAULT NULL::text, dry boolean DEFAULT false) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.unlink(client_id text, person_id text, dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.unlink(client_id text, person_id text, dry boolean) IS 'Deletes the link of two client ids, or all links of one (person_id null). Answers unlinked (how many links), before (the person), after (the persons) and persons (how many); dry: only says it. PT400 without a client_id, PT429 where another transaction changes links for too long';
CREATE FUNCTION hardal.urls() RETURNS SETOF hardal.url
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal.urls() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.urls() IS 'The tenant''s PSQL URLs, by name, without their passwords';
CREATE FUNCTION hardal.usage(days integer DEFAULT 30) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal.usage(days integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.usage(days integer) IS 'Events and rejected events of each of the last days, disk, quarantine, retention and maintenance; for a key of the scope manage also the last use of each key, token and PSQL URL; PT400 for a wrong argument';
CREATE FUNCTION hardal.validate(jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.validate(jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.validate(jsonb) IS 'Answers as ingest would for one event or {"events": [event, ...]}, and stores nothing; ids is null where an event has no id';
CREATE FUNCTION hardal.validate_ndjson(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal.validate_ndjson(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.validate_ndjson(bytea) IS 'Answers as ingest_ndjson would, and stores nothing; ids is null where an event has no id';
CREATE FUNCTION hardal_doorkeeper.sync_login(role name, scope text, state text, connections bigint, expires_at timestamp with time zone, settings text[], verifier text DEFAULT NULL::text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_doorkeeper.sync_login(role name, scope text, state text, connections bigint, expires_at timestamp with time zone, settings text[], verifier text) OWNER TO hardal_doorkeeper;
COMMENT ON FUNCTION hardal_doorkeeper.sync_login(role name, scope text, state text, connections bigint, expires_at timestamp with time zone, settings text[], verifier text) IS 'Gives the login of a PSQL URL its attributes, its settings and, with a verifier, its password; makes it where it is missing and there is a verifier; state revoked takes its rights and ends its connections, dropped drops it too; returns how many connections ended; HD400, HD403 and HD409 for a role that is not its business';
CREATE FUNCTION hardal_helpers.critical_value(confidence double precision, df double precision) RETURNS double precision
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.critical_value(confidence double precision, df double precision) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.critical_value(confidence double precision, df double precision) IS 'For experiment: the number between which and its negative lies this share of Student''s t distribution; of the normal distribution where df is null';
CREATE FUNCTION hardal_helpers.day_start(day date, time_zone text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.day_start(day date, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.day_start(day date, time_zone text) IS 'For the reports: the instant at which the day begins in the time zone';
CREATE FUNCTION hardal_helpers.event_traits(event_name text, properties jsonb, once boolean) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.event_traits(event_name text, properties jsonb, once boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.event_traits(event_name text, properties jsonb, once boolean) IS 'For the view persons: the traits that an event gives its person; once: those that it gives only where the person has none of that name; null where there are none';
CREATE FUNCTION hardal_helpers.experiment_figures(variants jsonb, control text, metric text, confidence double precision) RETURNS TABLE(variant text, rate double precision, standard_error double precision, low double precision, high double precision, lift double precision, lift_low double precision, lift_high double precision, p_value double precision)
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.experiment_figures(variants jsonb, control text, metric text, confidence double precision) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.experiment_figures(variants jsonb, control text, metric text, confidence double precision) IS 'For experiment: rate or mean, its interval, the lift beside the control with its interval, and the p-value of each variant';
CREATE FUNCTION hardal_helpers.filter_condition(property text, path text, value jsonb, operator text DEFAULT 'eq'::text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.filter_condition(property text, path text, value jsonb, operator text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.filter_condition(property text, path text, value jsonb, operator text) IS 'For the reports: one condition of a filter as a predicate of a jsonpath; PT400 for an operator that does not exist and for a value that it does not take';
CREATE FUNCTION hardal_helpers.filter_expression(tenant text, event_names text[], filter jsonb, since timestamp with time zone, until timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.filter_expression(tenant text, event_names text[], filter jsonb, since timestamp with time zone, until timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.filter_expression(tenant text, event_names text[], filter jsonb, since timestamp with time zone, until timestamp with time zone) IS 'For the reports: the condition of a filter of properties, with the event as e; null for no filter; PT400 as filter_path';
CREATE FUNCTION hardal_helpers.filter_path(tenant text, event_names text[], filter jsonb, since timestamp with time zone, until timestamp with time zone) RETURNS jsonpath
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.filter_path(tenant text, event_names text[], filter jsonb, since timestamp with time zone, until timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.filter_path(tenant text, event_names text[], filter jsonb, since timestamp with time zone, until timestamp with time zone) IS 'For the reports: the jsonpath of a filter of properties; null for null and for {}; PT400 for a property that none of the events has, and for a condition that is none';
CREATE FUNCTION hardal_helpers.filter_places(keys text[]) RETURNS TABLE(condition text, place text)
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.filter_places(keys text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.filter_places(keys text[]) IS 'For the reports: the jsonpaths at which a property may be, each with the condition (null: none) under which it is the one: a whole number is a member of an object or an element of an array';
CREATE FUNCTION hardal_helpers.find_property(tenant text, event_names text[], property text, since timestamp with time zone, until timestamp with time zone) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.find_property(tenant text, event_names text[], property text, since timestamp with time zone, until timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.find_property(tenant text, event_names text[], property text, since timestamp with time zone, until timestamp with time zone) IS 'For the reports: the keys of a property, which is named by its keys or by its column in the typed view; null for null; PT400 where none of the events has it; null event_names are any event';
CREATE FUNCTION hardal_helpers.fixed_span(span interval) RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_helpers.fixed_span(span interval) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.fixed_span(span interval) IS 'For the reports: the interval in seconds alone, at most 100 years';
CREATE FUNCTION hardal_helpers.funnel_chains(steps text[], events text, all_events text, conditions text[], value text, ordering text, first_ever boolean, exclusions jsonb, kept integer[], all_starts boolean, shared text DEFAULT ''::text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.funnel_chains(steps text[], events text, all_events text, conditions text[], value text, ordering text, first_ever boolean, exclusions jsonb, kept integer[], all_starts boolean, shared text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.funnel_chains(steps text[], events text, all_events text, conditions text[], value text, ordering text, first_ever boolean, exclusions jsonb, kept integer[], all_starts boolean, shared text) IS 'For the reports of funnels: the text of the CTEs step_1, step_2, ..., each with the chains of events that end there';
CREATE FUNCTION hardal_helpers.funnel_plan(tenant text, steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, value text DEFAULT NULL::text, kept integer[] DEFAULT '{}'::integer[], all_starts boolean DEFAULT false) RETURNS TABLE(chains text, firsts text, valued text, later_until timestamp with time zone, span interval)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.funnel_plan(tenant text, steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, value text, kept integer[], all_starts boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.funnel_plan(tenant text, steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, value text, kept integer[], all_starts boolean) IS 'For the reports of funnels: checks their arguments, and returns the texts and parameters of their queries: all chains, those of the first step alone, and the values of units; PT400 for a wrong argument';
CREATE FUNCTION hardal_helpers.funnel_windows(steps text[], events text, conditions text[], has_values boolean) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.funnel_windows(steps text[], events text, conditions text[], has_values boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.funnel_windows(steps text[], events text, conditions text[], has_values boolean) IS 'For funnel_chains: the text of the CTEs of a funnel whose steps come in any order; has_values where the chains are told apart by a value';
CREATE FUNCTION hardal_helpers.incomplete_beta(a double precision, b double precision, x double precision) RETURNS double precision
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.incomplete_beta(a double precision, b double precision, x double precision) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.incomplete_beta(a double precision, b double precision, x double precision) IS 'For experiment: the regularised incomplete beta function';
CREATE FUNCTION hardal_helpers.is_of_any_event(event_names text[], unit text, filter jsonb, cohort text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.is_of_any_event(event_names text[], unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.is_of_any_event(event_names text[], unit text, filter jsonb, cohort text) IS 'For the reports: whether a report asks for any event of clients or persons';
CREATE FUNCTION hardal_helpers.is_time_zone(name text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.is_time_zone(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.is_time_zone(name text) IS 'Whether PostgreSQL knows a time zone of this name, e.g. Europe/Istanbul; false for an offset such as +03, and for null';
CREATE FUNCTION hardal_helpers.key_expression(keys text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.key_expression(keys text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.key_expression(keys text[]) IS 'For the reports: the expression of the key of an event''s value, with the event as e; the empty key for null';
CREATE FUNCTION hardal_helpers.known_units(tenant text, events text, unit text, since text, by_month boolean) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.known_units(tenant text, events text, unit text, since text, by_month boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.known_units(tenant text, events text, unit text, since text, by_month boolean) IS 'For the reports: the text of a query of the units that were active before a report begins';
CREATE FUNCTION hardal_helpers.local_instant(local timestamp without time zone, time_zone text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.local_instant(local timestamp without time zone, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.local_instant(local timestamp without time zone, time_zone text) IS 'For the reports: the instant of a local time in the time zone; midnight is the beginning of its day';
CREATE FUNCTION hardal_helpers.log_gamma(x double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.log_gamma(x double precision) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.log_gamma(x double precision) IS 'For experiment: the natural logarithm of the gamma function of a number over 0';
CREATE FUNCTION hardal_helpers.metric_items(tenant text, event_names text[], measure text, by_keys text[], number_keys text[], filter jsonb, every text, time_zone text, since timestamp with time zone, until timestamp with time zone, before_since timestamp with time zone, before_until timestamp with time zone) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.metric_items(tenant text, event_names text[], measure text, by_keys text[], number_keys text[], filter jsonb, every text, time_zone text, since timestamp with time zone, until timestamp with time zone, before_since timestamp with time zone, before_until timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.metric_items(tenant text, event_names text[], measure text, by_keys text[], number_keys text[], filter jsonb, every text, time_zone text, since timestamp with time zone, until timestamp with time zone, before_since timestamp with time zone, before_until timestamp with time zone) IS 'For trend: the text of a query that reads a metric, by name, value, period and item; null where no metric answers the question';
CREATE FUNCTION hardal_helpers.moment(value text, time_zone text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, YMD';
ALTER FUNCTION hardal_helpers.moment(value text, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.moment(value text, time_zone text) IS 'For the reports: the instant of a date or time; without a zone of its own it is one of time_zone; null for null; PT400 for any other text, and where there is no such time zone';
CREATE FUNCTION hardal_helpers.month_of(instant text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.month_of(instant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.month_of(instant text) IS 'For the reports: the text of an expression of the beginning of an instant''s month in UTC';
CREATE FUNCTION hardal_helpers.nearest(name text, names text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.nearest(name text, names text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.nearest(name text, names text[]) IS 'For the reports: the one of these names that is most like the name; null where none is like it';
CREATE FUNCTION hardal_helpers.normal_tails(z double precision) RETURNS double precision
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.normal_tails(z double precision) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.normal_tails(z double precision) IS 'For experiment: the share of the standard normal distribution that lies as far from 0 as z, or farther, on both sides';
CREATE FUNCTION hardal_helpers.number_expression(keys text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.number_expression(keys text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.number_expression(keys text[]) IS 'For the reports: the expression of the number that an event''s property has, with the event as e; null::numeric for null';
CREATE FUNCTION hardal_helpers.optional_events(tenant text, names text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.optional_events(tenant text, names text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.optional_events(tenant text, names text[]) IS 'For the reports: these event names, or null for any event; PT400 for a name that no event of the tenant has';
CREATE FUNCTION hardal_helpers.period_spans(period text, since timestamp with time zone, until timestamp with time zone, time_zone text) RETURNS TABLE(starts_at timestamp without time zone, starts timestamp with time zone, ends timestamp with time zone, is_split boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.period_spans(period text, since timestamp with time zone, until timestamp with time zone, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.period_spans(period text, since timestamp with time zone, until timestamp with time zone, time_zone text) IS 'For the reports: the periods of a time zone between two instants, each with its own bounds';
CREATE FUNCTION hardal_helpers.periods_back(since timestamp without time zone, until timestamp without time zone, period text) RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.periods_back(since timestamp without time zone, until timestamp without time zone, period text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.periods_back(since timestamp without time zone, until timestamp without time zone, period text) IS 'For the reports: the fewest whole periods by which a span of local times is moved back to end before it begins';
CREATE FUNCTION hardal_helpers.report_events(tenant text, event_names text[], since timestamp with time zone, until timestamp with time zone, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.report_events(tenant text, event_names text[], since timestamp with time zone, until timestamp with time zone, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.report_events(tenant text, event_names text[], since timestamp with time zone, until timestamp with time zone, unit text, filter jsonb, cohort text) IS 'For the reports: the events with their unit, as the text of a subquery for FROM: event_name, created_at, properties, unit. PT400 where there is no such property or cohort';
CREATE FUNCTION hardal_helpers.require_argument(condition boolean, message text, hint text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.require_argument(condition boolean, message text, hint text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.require_argument(condition boolean, message text, hint text) IS 'For the reports: refuses the call with PT400, this message and this hint, where the condition is false or null';
CREATE FUNCTION hardal_helpers.require_events(tenant text, names text[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.require_events(tenant text, names text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.require_events(tenant text, names text[]) IS 'For the reports: refuses with PT400 a name that no event of the tenant has, and names the nearest; null is no name';
CREATE FUNCTION hardal_helpers.require_reading_events(tenant text, hint text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.require_reading_events(tenant text, hint text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.require_reading_events(tenant text, hint text) IS 'For the reports: refuses with 42501 a login that may not read the events of the tenant; the hint says what to leave out';
CREATE FUNCTION hardal_helpers.retention_query(tenant text, unit text, first_events text, return_events text, client_events text, first_event text, return_event text, by_keys text[], number_keys text[], is_recurring boolean, is_unbounded boolean, at_least integer, mean boolean, period_count integer, is_of_any boolean) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.retention_query(tenant text, unit text, first_events text, return_events text, client_events text, first_event text, return_event text, by_keys text[], number_keys text[], is_recurring boolean, is_unbounded boolean, at_least integer, mean boolean, period_count integer, is_of_any boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.retention_query(tenant text, unit text, first_events text, return_events text, client_events text, first_event text, return_event text, by_keys text[], number_keys text[], is_recurring boolean, is_unbounded boolean, at_least integer, mean boolean, period_count integer, is_of_any boolean) IS 'For retention: the text of its query';
CREATE FUNCTION hardal_helpers.since(value text, time_zone text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.since(value text, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.since(value text, time_zone text) IS 'For the reports: the instant from which they read; 30 days ago for null';
CREATE FUNCTION hardal_helpers.spanned_periods(every text, since text, until text, time_zone text) RETURNS TABLE(first_at timestamp without time zone, last_at timestamp without time zone, starts timestamp with time zone, ends timestamp with time zone)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.spanned_periods(every text, since text, until text, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.spanned_periods(every text, since text, until text, time_zone text) IS 'For the reports: the first and the last of the periods that since and until cut, and the two instants; PT400 for a wrong argument and for more than 1000 periods';
CREATE FUNCTION hardal_helpers.student_tails(t double precision, df double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.student_tails(t double precision, df double precision) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.student_tails(t double precision, df double precision) IS 'For experiment: the share of Student''s t distribution that lies as far from 0 as t, or farther, on both sides';
CREATE FUNCTION hardal_helpers.trend_items(events text, names integer, measure text, by_keys text[], number_keys text[], compare boolean, by_hour boolean) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.trend_items(events text, names integer, measure text, by_keys text[], number_keys text[], compare boolean, by_hour boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.trend_items(events text, names integer, measure text, by_keys text[], number_keys text[], compare boolean, by_hour boolean) IS 'For trend: the text of a query that counts its events live, by name, value, period and item';
CREATE FUNCTION hardal_helpers.trend_query(items text, measure text, has_values boolean, compare boolean) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.trend_query(items text, measure text, has_values boolean, compare boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.trend_query(items text, measure text, has_values boolean, compare boolean) IS 'For trend: the text of its query of all that it does not read from daily_activity';
CREATE FUNCTION hardal_helpers.unit_expression(tenant text, event_names text[], unit text, since timestamp with time zone, until timestamp with time zone) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.unit_expression(tenant text, event_names text[], unit text, since timestamp with time zone, until timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.unit_expression(tenant text, event_names text[], unit text, since timestamp with time zone, until timestamp with time zone) IS 'For the reports: the expression of an event''s unit (client, person, or a property), with the event as e and its row of identities as i; PT400 where none of the events has the property';
CREATE FUNCTION hardal_helpers.unit_masks(tenant text, events text, unit text, place text, condition text, since text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.unit_masks(tenant text, events text, unit text, place text, condition text, since text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.unit_masks(tenant text, events text, unit text, place text, condition text, since text) IS 'For the reports: the text of a query of the periods in which each unit was active, as the bits of a number (mask)';
CREATE FUNCTION hardal_helpers.unset_traits(names jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.unset_traits(names jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.unset_traits(names jsonb) IS 'For the view persons: these names as an object of nulls';
CREATE FUNCTION hardal_helpers.until(value text, time_zone text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.until(value text, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.until(value text, time_zone text) IS 'For the reports: the instant up to which they read; the end of the calendar for null';
CREATE FUNCTION hardal_helpers.value_expression(keys text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.value_expression(keys text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.value_expression(keys text[]) IS 'For the reports: the expression of the value of an event''s property as a text, with the event as e';
CREATE FUNCTION hardal_helpers.whole_periods(period text, since text, until text, time_zone text, periods integer) RETURNS TABLE(first_at timestamp without time zone, last_at timestamp without time zone, starts timestamp with time zone, ends timestamp with time zone)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.whole_periods(period text, since text, until text, time_zone text, periods integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.whole_periods(period text, since text, until text, time_zone text, periods integer) IS 'For the reports: the first and the last of the whole periods from since to until, and the instants between which they lie; PT400 for a wrong argument and for more than 1000 periods';
CREATE FUNCTION hardal_helpers.within_calendar(moment timestamp with time zone, absent timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_helpers.within_calendar(moment timestamp with time zone, absent timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.within_calendar(moment timestamp with time zone, absent timestamp with time zone) IS 'For the reports: the time, or absent where the time is null, moved into the years 1 to 9999';
CREATE FUNCTION hardal_helpers.written_json(value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_helpers.written_json(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_helpers.written_json(value jsonb) IS 'For the reports: an argument of JSON; a string is read as JSON; PT400 where it cannot be read';
CREATE FUNCTION hardal_private.add_to_report(report jsonb, did jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.add_to_report(report jsonb, did jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.add_to_report(report jsonb, did jsonb) IS 'Returns the report with one more line, or with a higher count in its last line where that line has the same tenant and action; a line with count 0 is left out';
CREATE FUNCTION hardal_private.add_view(tenant text, event_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.add_view(tenant text, event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.add_view(tenant text, event_name text) IS 'Makes the next maintenance make an event''s typed view, beyond the limit too; HD404 where there is no such tenant or event';
CREATE TABLE hardal_private.tokens (
    jti uuid NOT NULL,
    tenant text NOT NULL,
    name text NOT NULL,
    scope text NOT NULL,
    key_id text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    used_at timestamp with time zone,
    digest bytea,
    CONSTRAINT "a scope is ingest, read, aggregate or manage" CHECK ((scope = ANY (ARRAY['ingest'::text, 'read'::text, 'aggregate'::text, 'manage'::text]))),
    CONSTRAINT "a token has a signing key, a key has a digest" CHECK (((key_id IS NULL) <> (digest IS NULL))),
    CONSTRAINT "a token's name is 1 to 63 characters" CHECK (((length(name) >= 1) AND (length(name) <= 63))),
    CONSTRAINT "a token's scope is ingest or read" CHECK (((digest IS NOT NULL) OR (scope = ANY (ARRAY['ingest'::text, 'read'::text]))))
);
ALTER TABLE hardal_private.tokens OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.tokens IS 'Tokens and keys that were issued; a token or key without a live row here is refused';
COMMENT ON COLUMN hardal_private.tokens.jti IS 'The token''s id, its claim jti';
COMMENT ON COLUMN hardal_private.tokens.tenant IS 'The tenant that the token speaks for, its claim tenant';
COMMENT ON COLUMN hardal_private.tokens.name IS 'The name that people use; unique among the tenant''s tokens that are not revoked';
COMMENT ON COLUMN hardal_private.tokens.scope IS 'ingest or read, for a key also aggregate or manage; the role over HTTP is hardal_<scope>';
COMMENT ON COLUMN hardal_private.tokens.key_id IS 'The id of the signing key that signed the token, its header kid; null for a key';
COMMENT ON COLUMN hardal_private.tokens.created_at IS 'When the token was issued';
COMMENT ON COLUMN hardal_private.tokens.expires_at IS 'When the token expires, its claim exp';
COMMENT ON COLUMN hardal_private.tokens.revoked_at IS 'From when on the token is refused; a rotation sets a time in the future; null while nobody has revoked it';
COMMENT ON COLUMN hardal_private.tokens.used_at IS 'The hour in which an ingest token was last used; null where it was never used, and for read tokens';
COMMENT ON COLUMN hardal_private.tokens.digest IS 'The SHA-256 of a key; null for a token';
CREATE FUNCTION hardal_private.admit_credential(token hardal_private.tokens) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.admit_credential(token hardal_private.tokens) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.admit_credential(token hardal_private.tokens) IS 'Admits a request with this token or key, and sets the claims of a key; 403 for a suspended tenant, 415 for a compressed body, 429 where too many requests run';
CREATE FUNCTION hardal_private.admit_key(key text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.admit_key(key text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.admit_key(key text) IS 'Admits a request by its key, as admit_credential does; 401 for a key that does not count, 403 for one of another scope than ingest';
CREATE FUNCTION hardal_private.admit_request(tenant text, scope text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.admit_request(tenant text, scope text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.admit_request(tenant text, scope text) IS 'Sets the timeouts of a request over HTTP, of this tenant and scope of token; PT429 where too many of the tenant''s reads or writes, or too many reads of all tenants, run';
CREATE FUNCTION hardal_private.ambiguous_functions() RETURNS SETOF regprocedure
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.ambiguous_functions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.ambiguous_functions() IS 'Returns the functions of the API that PostgREST may take for several, because of their ids';
CREATE FUNCTION hardal_private.amplitude_events(events jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.amplitude_events(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.amplitude_events(events jsonb) IS 'The events of an array of Amplitude''s events';
CREATE FUNCTION hardal_private.is_wide_number(value numeric) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_wide_number(value numeric) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_wide_number(value numeric) IS 'Whether a number has 1e40 or more in magnitude, or more than 40 digits after the point';
CREATE FUNCTION hardal_private.is_long_number(value numeric) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_long_number(value numeric) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_long_number(value numeric) IS 'Whether a number prints in more than 400 characters';
CREATE FUNCTION hardal_private.id_text(value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.id_text(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.id_text(value jsonb) IS 'The text of an id that is a string or a number; null for every other value';
CREATE FUNCTION hardal_private.amplitude_links(events jsonb) RETURNS TABLE(event jsonb, client_id text, person_id text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.amplitude_links(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.amplitude_links(events jsonb) IS 'The pairs of ids that events from Amplitude link, each with its event';
CREATE FUNCTION hardal_private.answer_refusal(status integer, headers jsonb, body jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.answer_refusal(status integer, headers jsonb, body jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.answer_refusal(status integer, headers jsonb, body jsonb) IS 'Sets the status and the headers of a refusal over HTTP, and returns its body. The header X-Hardal-Refusal has the body too, so that the edge knows the refusal for one of hardal''s';
CREATE FUNCTION hardal_private.apply_template(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET check_function_bodies TO 'off';
ALTER FUNCTION hardal_private.apply_template(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.apply_template(tenant text) IS 'Brings a tenant''s schemas up to date: its pending migrations, then all re-applied files';
CREATE FUNCTION hardal_private.audit(action text, tenant text, object text DEFAULT NULL::text, details jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.audit(action text, tenant text, object text, details jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.audit(action text, tenant text, object text, details jsonb) IS 'Records an action of the login (session_user) in the same transaction as the change: neither is stored without the other';
CREATE FUNCTION hardal_private.audit_by() RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.audit_by() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.audit_by() IS 'Returns {"by": {"kind", "name", "jti"}} with the key or token of the HTTP request; {} for any login but PostgREST''s';
CREATE TABLE hardal_private.audit_log (
    entry bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor name DEFAULT SESSION_USER NOT NULL,
    action text NOT NULL,
    tenant text,
    object text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL
);
ALTER TABLE hardal_private.audit_log OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.audit_log IS 'Actions on tenants, tokens, PSQL URLs and the data of tenants, each with its login and time; entries are added, never changed';
COMMENT ON COLUMN hardal_private.audit_log.entry IS 'Number of the entry';
COMMENT ON COLUMN hardal_private.audit_log.at IS 'When the action was done';
COMMENT ON COLUMN hardal_private.audit_log.actor IS 'The login that did the action';
COMMENT ON COLUMN hardal_private.audit_log.action IS 'The action, such as url.create';
COMMENT ON COLUMN hardal_private.audit_log.tenant IS 'The tenant that the action concerns; null where it concerns none';
COMMENT ON COLUMN hardal_private.audit_log.object IS 'The token, PSQL URL or other thing that the action concerns, by name';
COMMENT ON COLUMN hardal_private.audit_log.details IS 'More facts about the action, as a JSON object; no secrets and no personal data';
CREATE FUNCTION hardal_private.audit_digest(line hardal_private.audit_log) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC';
ALTER FUNCTION hardal_private.audit_digest(line hardal_private.audit_log) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.audit_digest(line hardal_private.audit_log) IS 'Returns the SHA-256 of all that an entry of the audit log says';
CREATE FUNCTION hardal_private.authenticator_settings() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.authenticator_settings() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.authenticator_settings() IS 'Returns the settings of hardal_authenticator, each as name=value';
CREATE FUNCTION hardal_private.base64_bytes(value text) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.base64_bytes(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.base64_bytes(value text) IS 'The bytes of base64 or base64url; 22023 where the text is neither';
CREATE FUNCTION hardal_private.batch_events(body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.batch_events(body jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.batch_events(body jsonb) IS 'The events of a request''s body as an array. PT400 where the body is neither an event nor a batch; PT413 where the batch has more than 10000 events';
CREATE FUNCTION hardal_private.begin_erasure(tenant text, client_ids text[], request_id text, properties jsonb) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.begin_erasure(tenant text, client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.begin_erasure(tenant text, client_ids text[], request_id text, properties jsonb) IS 'Sets the time that an erasure covers, and returns it; commit it before you list the writers. HD404 where there is no such tenant, HD400 where the search names no person, 25000 outside of READ COMMITTED';
CREATE FUNCTION hardal_private.begin_query_cohort(tenant text, name text, description text DEFAULT NULL::text, OUT search_path text, OUT statement text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.begin_query_cohort(tenant text, name text, description text, OUT search_path text, OUT statement text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.begin_query_cohort(tenant text, name text, description text, OUT search_path text, OUT statement text) IS 'Checks the name of a cohort that is to be made from a query, sets the role of the transaction, and returns how the query is sent; HD404 where there is no such tenant, HD400 and HD409 as require_new_cohort, 55P03 where maintenance or an erasure holds the tenant';
CREATE FUNCTION hardal_private.beyond_doorkeeper() RETURNS TABLE(role text, tenant text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.beyond_doorkeeper() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.beyond_doorkeeper() IS 'Returns the groups and PSQL URLs, with their tenants, that hardal_doorkeeper may not manage';
CREATE FUNCTION hardal_private.body_encoding(body bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.body_encoding(body bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.body_encoding(body bytea) IS 'The compression or encoding that a body begins with, such as gzip; null for text in UTF-8';
CREATE FUNCTION hardal_private.bound_door_request() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.bound_door_request() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.bound_door_request() IS 'Sets the timeouts of a request to a door';
CREATE FUNCTION hardal_private.bound_page_request() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.bound_page_request() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.bound_page_request() IS 'Sets the timeouts of a request for a file of the page';
CREATE FUNCTION hardal_private.check_admin_option() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_admin_option() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_admin_option() IS 'For doctor: roles of hardal''s that only a superuser may manage';
CREATE FUNCTION hardal_private.check_api_functions() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_api_functions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_api_functions() IS 'For doctor: functions of the API that PostgREST may take for several';
CREATE FUNCTION hardal_private.check_audit_log() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_audit_log() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_audit_log() IS 'For doctor: entries of the audit log that were deleted, changed or added by hand';
CREATE FUNCTION hardal_private.check_client_months(tenant text, deep boolean) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_client_months(tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_client_months(tenant text, deep boolean) IS 'For doctor: months of a tenant whose clients differ from a recount; only with deep';
CREATE FUNCTION hardal_private.check_cohorts(tenant text) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_cohorts(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_cohorts(tenant text) IS 'For doctor: cohorts whose view is gone, replaced, or shows what its readers may not see';
CREATE FUNCTION hardal_private.check_database() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_database() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_database() IS 'For doctor: rights of hardal''s roles on the database that are too many, or missing';
CREATE FUNCTION hardal_private.check_default_privileges() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_default_privileges() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_default_privileges() IS 'For doctor: default privileges that would give somebody rights on hardal''s new objects';
CREATE FUNCTION hardal_private.check_definitions() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_definitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_definitions() IS 'For doctor: functions, views, tables and triggers that were changed or dropped since a migrate made them';
CREATE FUNCTION hardal_private.check_doorkeeper() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_doorkeeper() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_doorkeeper() IS 'For doctor: roles that self-service cannot manage, and power that hardal_doorkeeper does not need';
CREATE FUNCTION hardal_private.check_event_triggers() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_event_triggers() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_event_triggers() IS 'For doctor: event triggers, which run within migrate and maintenance, but no extension''s';
CREATE FUNCTION hardal_private.check_grants() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_grants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_grants() IS 'For doctor: rights on hardal''s objects that are too many, and rights that are missing';
CREATE FUNCTION hardal_private.check_links(tenant text, deep boolean) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_links(tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_links(tenant text, deep boolean) IS 'For doctor: persons with more than 1,000 client ids, generic ids that clients sent in the last 7 days; deep: persons that do not follow from the links';
CREATE FUNCTION hardal_private.check_maintenance() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_maintenance() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_maintenance() IS 'For doctor: tenants whose maintenance fails or was last done more than a day ago, and a next month without its partition';
CREATE FUNCTION hardal_private.check_memberships() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_memberships() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_memberships() IS 'For doctor: memberships of hardal''s roles that are too many, missing, or with other options';
CREATE FUNCTION hardal_private.check_metrics(tenant text, deep boolean) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_metrics(tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_metrics(tenant text, deep boolean) IS 'For doctor: metrics whose view is gone or replaced, and rolled-up days that differ from a recount; it counts the newest day; deep: all days';
CREATE FUNCTION hardal_private.check_outside_functions() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_outside_functions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_outside_functions() IS 'For doctor: SECURITY DEFINER functions outside hardal''s schemas that reach hardal''s data';
CREATE FUNCTION hardal_private.check_outside_views() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_outside_views() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_outside_views() IS 'For doctor: views outside hardal''s schemas that show its data to roles that may not read it';
CREATE FUNCTION hardal_private.check_owners() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_owners() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_owners() IS 'For doctor: objects in hardal''s schemas that hardal_owner does not own, or has no rights on';
CREATE FUNCTION hardal_private.check_partitions() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO';
ALTER FUNCTION hardal_private.check_partitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_partitions() IS 'For doctor: partitions whose bounds are not their month, that are detached, that do more than hold events, or that lack an index';
CREATE FUNCTION hardal_private.check_public() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_public() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_public() IS 'For doctor: rights that PUBLIC has in this database';
CREATE FUNCTION hardal_private.check_references() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_references() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_references() IS 'For doctor: foreign keys to hardal''s tables, tables that inherit from them, and triggers of foreign keys that are off';
CREATE FUNCTION hardal_private.check_replication() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_replication() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_replication() IS 'For doctor: publications that hold hardal''s tables, and subscriptions that write to them';
CREATE FUNCTION hardal_private.check_roles() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_roles() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_roles() IS 'For doctor: roles that are missing or unknown, or hold too much power or too little';
CREATE FUNCTION hardal_private.check_rollups(tenant text, deep boolean) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_rollups(tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_rollups(tenant text, deep boolean) IS 'For doctor: rolled up days of a tenant that differ from a recount; it counts the newest day; deep: all days';
CREATE FUNCTION hardal_private.check_settings() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_settings() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_settings() IS 'For doctor: settings of hardal''s own roles and of this database that change what their connections do';
CREATE FUNCTION hardal_private.check_signing_keys(held text[], file text) RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_signing_keys(held text[], file text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_signing_keys(held text[], file text) IS 'For doctor: signing keys that PostgREST lacks, and signing keys that it should no longer have; held: the ids of the signing keys that PostgREST has, first the one that signs; file: the file that holds these signing keys, for the findings';
CREATE FUNCTION hardal_private.check_stores(tenant text, deep boolean) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_stores(tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_stores(tenant text, deep boolean) IS 'For doctor: a ledger and events that disagree, in the newest month that has begun; deep: in all months';
CREATE FUNCTION hardal_private.check_tenants() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_tenants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_tenants() IS 'For doctor: tenants of another version, and half-dropped tenants';
CREATE FUNCTION hardal_private.check_tokens() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_tokens() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_tokens() IS 'For doctor: tokens and keys that have expired and were not revoked';
CREATE FUNCTION hardal_private.check_urls() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_urls() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_urls() IS 'For doctor: PSQL URLs whose role differs from their row or that have ended, and missing schemas of models';
CREATE FUNCTION hardal_private.check_views(tenant text) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.check_views(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_views(tenant text) IS 'For doctor: typed views that somebody has dropped, replaced or given other rights, and names without room';
CREATE FUNCTION hardal_private.clock() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.clock() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.clock() IS 'Start of the current transaction; the only place where tests set the time';
CREATE FUNCTION hardal_private.cut_fraction(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.cut_fraction(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cut_fraction(value text) IS 'The text of a time without the digits after its microseconds';
CREATE FUNCTION hardal_private.parse_timestamp(value text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.parse_timestamp(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.parse_timestamp(value text) IS 'The time that an RFC 3339 date and time of at most 126 characters names, cut to microseconds, UTC where it names no zone; null for any other text';
CREATE FUNCTION hardal_private.clock_skew(sent_at jsonb, now timestamp with time zone) RETURNS interval
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.clock_skew(sent_at jsonb, now timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.clock_skew(sent_at jsonb, now timestamp with time zone) IS 'The time by which a sender''s clock is behind; null where it is at most 30 seconds, or unknown';
CREATE FUNCTION hardal_private.close_receipt(receipt bigint, covers_until timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.close_receipt(receipt bigint, covers_until timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.close_receipt(receipt bigint, covers_until timestamp with time zone) IS 'Closes the receipt of an erasure that covers everything received before covers_until, and writes the erasure into the audit log';
CREATE FUNCTION hardal_private.cohort_condition(tenant text, unit text, source text, condition jsonb, time_zone text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_condition(tenant text, unit text, source text, condition jsonb, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_condition(tenant text, unit text, source text, condition jsonb, time_zone text) IS 'The query of the units that meet a condition of a cohort; PT400 for a condition that is none, and for an event or a property that does not exist';
CREATE FUNCTION hardal_private.cohort_did(tenant text, unit text, source text, condition jsonb, did jsonb, since text, until text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_did(tenant text, unit text, source text, condition jsonb, did jsonb, since text, until text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_did(tenant text, unit text, source text, condition jsonb, did jsonb, since text, until text) IS 'The query of the units that did one of these events, so many times, between two instants; PT400 for a wrong argument, and for an event or a property that does not exist';
CREATE FUNCTION hardal_private.cohort_fault(tenant text, view regclass) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_fault(tenant text, view regclass) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_fault(tenant text, view regclass) IS 'Why a cohort''s view may not be read: what it reads or calls that the tenant''s readers may not, or that is a tenant''s own; null where it may';
CREATE FUNCTION hardal_private.cohort_group(tenant text, unit text, source text, conditions jsonb, time_zone text, depth integer DEFAULT 1) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_group(tenant text, unit text, source text, conditions jsonb, time_zone text, depth integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_group(tenant text, unit text, source text, conditions jsonb, time_zone text, depth integer) IS 'The query of the units that meet all or any of these conditions; PT400 where they are none';
CREATE FUNCTION hardal_private.cohort_instant(bound text, value jsonb, time_zone text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_instant(bound text, value jsonb, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_instant(bound text, value jsonb, time_zone text) IS 'The SQL text of a bound of a cohort''s condition, a date, a time or how long ago; null for null; PT400 for anything else';
CREATE FUNCTION hardal_private.cohort_last(tenant text, unit text, source text, filter jsonb, since text, until text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_last(tenant text, unit text, source text, filter jsonb, since text, until text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_last(tenant text, unit text, source text, filter jsonb, since text, until text) IS 'The query of the units whose newest values of properties match a filter; PT400 for a filter that is none, and for a property that does not exist';
CREATE FUNCTION hardal_private.cohort_query(tenant text, definition jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_query(tenant text, definition jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_query(tenant text, definition jsonb) IS 'The query of the units of a cohort, from its definition; PT400 where the definition is wrong, and for an event or a property that does not exist';
CREATE FUNCTION hardal_private.cohort_source(tenant text, name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_source(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_source(tenant text, name text) IS 'The quoted name of the view in the store that holds the query of a static cohort';
CREATE FUNCTION hardal_private.cohort_unit(tenant text, unit text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.cohort_unit(tenant text, unit text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cohort_unit(tenant text, unit text) IS 'The unit of a cohort: client, person, or a property by its keys; PT400 where there is none';
CREATE FUNCTION hardal_private.column_places() RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.column_places() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.column_places() IS 'Returns how many columns of properties maintenance gives a typed view at most';
CREATE FUNCTION hardal_private.column_type(json_type text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.column_type(json_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.column_type(json_type text) IS 'Returns the type of a column for string, number, boolean or array; null for object and null';
CREATE FUNCTION hardal_private.connected_sets(a text[], b text[]) RETURNS TABLE(id text, person_id text)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_nestloop TO 'off';
ALTER FUNCTION hardal_private.connected_sets(a text[], b text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.connected_sets(a text[], b text[]) IS 'Each id of these pairs, with the smallest id (in the order of bytes) of the set that the pairs connect it to';
CREATE FUNCTION hardal_private.content_encoding() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.content_encoding() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.content_encoding() IS 'The Content-Encoding of the HTTP request; null where it has none, or identity';
CREATE FUNCTION hardal_private.copy_cohort(tenant text, name text, unit text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.copy_cohort(tenant text, name text, unit text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.copy_cohort(tenant text, name text, unit text) IS 'Copies the units of a static cohort into cohort_units; HD403 where its query reads what the tenant''s readers may not read, HD409 where it does not run any more';
CREATE FUNCTION hardal_private.count_findings(only_tenant text DEFAULT NULL::text) RETURNS TABLE(level text, name text, findings bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.count_findings(only_tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.count_findings(only_tenant text) IS 'Returns how many findings each check of doctor has, without their details; only_tenant: the checks of this tenant''s data, null for all other checks; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.count_person(tenant text, client_id text, request_id text, properties jsonb, person text DEFAULT NULL::text, OUT events bigint, OUT rejected_events bigint, OUT links bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.count_person(tenant text, client_id text, request_id text, properties jsonb, person text, OUT events bigint, OUT rejected_events bigint, OUT links bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.count_person(tenant text, client_id text, request_id text, properties jsonb, person text, OUT events bigint, OUT rejected_events bigint, OUT links bigint) IS 'How many events, rejected events and links a tenant holds on a person. HD404 where there is no such tenant, HD400 where the search names no person';
CREATE FUNCTION hardal_private.create_cohort(tenant text, name text, definition jsonb, is_static boolean DEFAULT false, description text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.create_cohort(tenant text, name text, definition jsonb, is_static boolean, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_cohort(tenant text, name text, definition jsonb, is_static boolean, description text) IS 'Makes a tenant''s cohort from a definition, and describes it; HD404 where there is no such tenant, PT400 where the definition is wrong, HD400, HD403, HD409 and 55P03 as write_cohort';
CREATE FUNCTION hardal_private.create_metric(tenant text, name text, definition jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.create_metric(tenant text, name text, definition jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_metric(tenant text, name text, definition jsonb) IS 'Makes a tenant''s metric, and describes it; HD404 where there is no such tenant, PT400, HD400, HD409 and 55P03 as write_metric';
CREATE FUNCTION hardal_private.create_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.create_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_tenant(tenant text) IS 'Makes a tenant; HD400 where the name is not allowed; HD409 where a tenant, a schema or a role has the name already';
CREATE FUNCTION hardal_private.create_tenant_schemas(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.create_tenant_schemas(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_tenant_schemas(tenant text) IS 'Makes a tenant''s two schemas and its group roles, and grants on the API, where they are missing';
CREATE FUNCTION hardal_private.create_url(tenant text, name text, scope text, verifier text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, connections bigint DEFAULT 5, statement_timeout bigint DEFAULT 60000) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.create_url(tenant text, name text, scope text, verifier text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_url(tenant text, name text, scope text, verifier text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) IS 'Makes the login role of a PSQL URL and returns its name; expires_at: null means no expiry; statement_timeout: in milliseconds, 0 means none; HD400 where a value is not allowed; HD404 where there is no such tenant; HD409 where the role exists already, where the tenant has as many PSQL URLs as it may, or where it has used the verifier before';
CREATE FUNCTION hardal_private.created_at_faults(value jsonb, oldest timestamp with time zone, newest timestamp with time zone) RETURNS TABLE(code text, message text)
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.created_at_faults(value jsonb, oldest timestamp with time zone, newest timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.created_at_faults(value jsonb, oldest timestamp with time zone, newest timestamp with time zone) IS 'The faults of a created_at, which may lie from oldest to newest, as code and message; none where it is null';
CREATE FUNCTION hardal_private.token_state(token hardal_private.tokens) RETURNS text
    LANGUAGE sql PARALLEL SAFE;
ALTER FUNCTION hardal_private.token_state(token hardal_private.tokens) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.token_state(token hardal_private.tokens) IS 'Returns live, ending, expired or revoked';
CREATE FUNCTION hardal_private.credential_fault(token hardal_private.tokens, kind text) RETURNS text
    LANGUAGE sql PARALLEL SAFE;
ALTER FUNCTION hardal_private.credential_fault(token hardal_private.tokens, kind text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.credential_fault(token hardal_private.tokens, kind text) IS 'Why a token or a key (kind) does not count: it is unknown, revoked or expired; else null';
CREATE FUNCTION hardal_private.credentials_in_use(tenant text, days integer) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.credentials_in_use(tenant text, days integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.credentials_in_use(tenant text, days integer) IS 'Returns {"keys", "urls"}: a tenant''s keys and tokens, and its PSQL URLs, each with its last use';
CREATE FUNCTION hardal_private.current_tenant() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.current_tenant() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.current_tenant() IS 'Returns the tenant of the token (over HTTP) or of the PSQL URL; PT403 where there is no tenant or it is suspended';
CREATE FUNCTION hardal_private.cut_name(name text, bytes integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.cut_name(name text, bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.cut_name(name text, bytes integer) IS 'Returns as many whole characters of the name as have room in so many bytes, at most 63';
CREATE FUNCTION hardal_private.dedicate_database() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.dedicate_database() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.dedicate_database() IS 'Takes CONNECT, TEMP and large objects in this database from PUBLIC; HD403 where the login may not';
CREATE FUNCTION hardal_private.definitions_naming(tenant text, client_ids text[], request_id text, properties jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.definitions_naming(tenant text, client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.definitions_naming(tenant text, client_ids text[], request_id text, properties jsonb) IS 'The cohorts and metrics that hold a text by which a person is searched for, for an erasure to tell';
CREATE FUNCTION hardal_private.derived_id(tenant text, idempotency_key text, index integer) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.derived_id(tenant text, idempotency_key text, index integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.derived_id(tenant text, idempotency_key text, index integer) IS 'The id that an event without one gets under an Idempotency-Key: the same for the same tenant, idempotency key and index (0 is the first)';
CREATE FUNCTION hardal_private.describe(tenant text, event_name text, property text, description text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.describe(tenant text, event_name text, property text, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.describe(tenant text, event_name text, property text, description text) IS 'Writes or removes the description of an event or property of a tenant; HD400, HD404 and 55P03 as write_description, HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.describe_by_request(event_name text, property text, description text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.describe_by_request(event_name text, property text, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.describe_by_request(event_name text, property text, description text) IS 'Writes or removes a description for the tenant of the HTTP request; PT400, PT404, and PT409 where maintenance or an erasure holds the tenant';
CREATE FUNCTION hardal_private.describe_cohort(tenant text, name text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.describe_cohort(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.describe_cohort(tenant text, name text) IS 'A cohort with its query and how many units it has now; HD404 where there is no such tenant or cohort';
CREATE FUNCTION hardal_private.describe_metric(tenant text, name text) RETURNS hardal.metric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.describe_metric(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.describe_metric(tenant text, name text) IS 'A tenant''s metric; HD404, which names the nearest, where there is none';
CREATE FUNCTION hardal_private.describe_sets(ids text[], person_ids text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.describe_sets(ids text[], person_ids text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.describe_sets(ids text[], person_ids text[]) IS 'Persons by their client ids, as an array of person_id, ids (how many) and client_ids; at most 100 persons and 1,000 client ids of each';
CREATE FUNCTION hardal_private.describe_tenant(tenant text, OUT name text, OUT created_at timestamp with time zone, OUT suspended_at timestamp with time zone, OUT events bigint, OUT bytes bigint, OUT oldest_month text, OUT newest_month text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint, OUT tokens bigint, OUT urls bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.describe_tenant(tenant text, OUT name text, OUT created_at timestamp with time zone, OUT suspended_at timestamp with time zone, OUT events bigint, OUT bytes bigint, OUT oldest_month text, OUT newest_month text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint, OUT tokens bigint, OUT urls bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.describe_tenant(tenant text, OUT name text, OUT created_at timestamp with time zone, OUT suspended_at timestamp with time zone, OUT events bigint, OUT bytes bigint, OUT oldest_month text, OUT newest_month text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint, OUT tokens bigint, OUT urls bigint) IS 'Returns a tenant''s times, sizes (bytes) and counts; events is an estimate where there are a million or more; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.discard_rollups(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.discard_rollups(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.discard_rollups(tenant text) IS 'Discards a tenant''s rollups; maintenance makes them again from the events. HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.disclose(tenant text, client_id text, request_id text, properties jsonb, person text DEFAULT NULL::text) RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.disclose(tenant text, client_id text, request_id text, properties jsonb, person text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.disclose(tenant text, client_id text, request_id text, properties jsonb, person text) IS 'All events, rejected events, links and static cohorts that a tenant holds on a person, each as JSON. Bytes beyond ASCII in raw are written as escapes. HD404 where there is no such tenant, HD400 where the search names no person';
CREATE FUNCTION hardal_private.doctor(only_tenant text DEFAULT NULL::text, deep boolean DEFAULT false) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.doctor(only_tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.doctor(only_tenant text, deep boolean) IS 'Returns the findings in the database, or in one tenant''s data: the problem, why it matters and how to mend it; fix is SQL that mends it safely; deep: checks all months and days of a tenant, not only the newest';
CREATE FUNCTION hardal_private.door_key() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.door_key() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.door_key() IS 'The key in the headers of a door''s request; null where they have none';
CREATE FUNCTION hardal_private.door_paths() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.door_paths() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.door_paths() IS 'The paths of the functions that take requests of other systems'' SDKs';
CREATE FUNCTION hardal_private.drop_ambiguous_functions() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.drop_ambiguous_functions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_ambiguous_functions() IS 'Drops the functions that ambiguous_functions returns; migrate makes them again';
CREATE FUNCTION hardal_private.drop_cohort(tenant text, name text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.drop_cohort(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_cohort(tenant text, name text) IS 'Drops a tenant''s cohort, and returns its name; HD404 where there is no such tenant or cohort, HD409 and 55P03 as remove_cohort';
CREATE FUNCTION hardal_private.drop_metric(tenant text, name text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.drop_metric(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_metric(tenant text, name text) IS 'Drops a tenant''s metric, and returns its name; HD404 where there is no such tenant or metric, HD409 and 55P03 as remove_metric';
CREATE FUNCTION hardal_private.drop_nulls(source jsonb) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.drop_nulls(source jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_nulls(source jsonb) IS 'A JSON object without its members that are null';
CREATE FUNCTION hardal_private.drop_stale_functions(schema text, names text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.drop_stale_functions(schema text, names text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_stale_functions(schema text, names text[]) IS 'Drops a schema''s functions and procedures that have none of these names; HD409 where one of the names is left twice';
CREATE FUNCTION hardal_private.drop_tenant_begin(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.drop_tenant_begin(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_tenant_begin(tenant text) IS 'First half of dropping a tenant: suspends it for good; commit before drop_tenant_finish; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.drop_tenant_finish(tenant text, held jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '10s';
ALTER FUNCTION hardal_private.drop_tenant_finish(tenant text, held jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_tenant_finish(tenant text, held jsonb) IS 'Second half of dropping a tenant: drops everything that belongs to it; held: a JSON object that describes the tenant in the audit log; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.drop_tenant_partition(tenant text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '10s';
ALTER FUNCTION hardal_private.drop_tenant_partition(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_tenant_partition(tenant text) IS 'Drops the oldest partition of a tenant''s events; returns false where none is left';
CREATE FUNCTION hardal_private.drop_view(tenant text, event_name text, property text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.drop_view(tenant text, event_name text, property text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_view(tenant text, event_name text, property text) IS 'Drops an event''s typed view, or with property its columns; maintenance does not make them again; HD404 where there is no such tenant, view or column, HD409 where an object depends on the view';
CREATE FUNCTION hardal_private.end_connections(role name) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.end_connections(role name) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.end_connections(role name) IS 'Ends all connections of a PSQL URL''s role, and waits up to 5 s for each; returns how many ended';
CREATE FUNCTION hardal_private.end_credential(tenant text, name text, is_key boolean, overlap interval) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.end_credential(tenant text, name text, is_key boolean, overlap interval) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.end_credential(tenant text, name text, is_key boolean, overlap interval) IS 'Ends the tokens (or keys) of this name after the overlap, and returns the scope of the newest; HD404 where there is no such tenant, token or key';
CREATE FUNCTION hardal_private.end_tenant_connections(tenant text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.end_tenant_connections(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.end_tenant_connections(tenant text) IS 'Ends the connections of all PSQL URLs of a tenant; returns how many ended';
CREATE FUNCTION hardal_private.epoch_units(value jsonb) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.epoch_units(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.epoch_units(value jsonb) IS 'The number of a time that is counted after 1970; null where the value is no such number';
CREATE PROCEDURE hardal_private.erase(IN tenant text, IN client_id text DEFAULT NULL::text, IN request_id text DEFAULT NULL::text, IN properties jsonb DEFAULT NULL::jsonb, INOUT receipt bigint DEFAULT NULL::bigint, IN patience interval DEFAULT '00:10:00'::interval, IN person text DEFAULT NULL::text)
    LANGUAGE plpgsql;
ALTER PROCEDURE hardal_private.erase(IN tenant text, IN client_id text, IN request_id text, IN properties jsonb, INOUT receipt bigint, IN patience interval, IN person text) OWNER TO hardal_owner;
COMMENT ON PROCEDURE hardal_private.erase(IN tenant text, IN client_id text, IN request_id text, IN properties jsonb, INOUT receipt bigint, IN patience interval, IN person text) IS 'Erases a person from a tenant. The person is found by client_id, request id or properties, or by any of the client ids that are linked (person); all values that are given must agree. receipt: the number of the receipt. patience: how long it waits for the tenant''s own transactions that have written events or links; then HD409, and nothing is erased. HD404 where there is no such tenant, HD400 where the search names no person';
CREATE FUNCTION hardal_private.erase_links(tenant text, client_ids text[], request_id text, properties jsonb, person text) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.erase_links(tenant text, client_ids text[], request_id text, properties jsonb, person text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.erase_links(tenant text, client_ids text[], request_id text, properties jsonb, person text) IS 'Erases the links of these client ids and returns {}; or erases none, and returns the client ids that the person has got meanwhile';
CREATE FUNCTION hardal_private.erase_part(receipt bigint, tenant text, partition name, client_ids text[], request_id text, properties jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.erase_part(receipt bigint, tenant text, partition name, client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.erase_part(receipt bigint, tenant text, partition name, client_ids text[], request_id text, properties jsonb) IS 'Erases a person from one partition of a tenant, or from its quarantine (partition null). Returns the number of erased events, which it adds to the receipt';
CREATE FUNCTION hardal_private.name_digest(event jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.name_digest(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.name_digest(event jsonb) IS '64-bit hash of an event''s event_name, hardal_server_request_id and client_id';
CREATE FUNCTION hardal_private.event_digest(event jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.event_digest(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_digest(event jsonb) IS '64-bit hash of an event''s content, without its id and time; the ledger stores it';
CREATE FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer) IS 'Every fault of an event (up to 20) as an array of field, code and message; null where the event has none. created_at lies between oldest and newest; properties have at most max_bytes bytes as text';
CREATE FUNCTION hardal_private.uuid_v7() RETURNS uuid
    LANGUAGE sql PARALLEL SAFE;
ALTER FUNCTION hardal_private.uuid_v7() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.uuid_v7() IS 'A new UUIDv7 (RFC 9562), ordered by the millisecond in which it was made';
CREATE FUNCTION hardal_private.event_id(event jsonb, tenant text, idempotency_key text, place bigint) RETURNS uuid
    LANGUAGE sql PARALLEL SAFE;
ALTER FUNCTION hardal_private.event_id(event jsonb, tenant text, idempotency_key text, place bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_id(event jsonb, tenant text, idempotency_key text, place bigint) IS 'The id under which an event is stored; place: the event''s place in its request, 1 is the first';
CREATE FUNCTION hardal_private.is_blank(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_blank(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_blank(value text) IS 'Whether a text is empty or holds only white space and invisible characters';
CREATE FUNCTION hardal_private.event_name_faults(value jsonb) RETURNS TABLE(code text, message text)
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.event_name_faults(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_name_faults(value jsonb) IS 'The faults of an event_name, as code and message; null is an absent event_name';
CREATE FUNCTION hardal_private.event_times(tenant text, OUT oldest_event timestamp with time zone, OUT newest_event timestamp with time zone, OUT events_per_second numeric) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.event_times(tenant text, OUT oldest_event timestamp with time zone, OUT newest_event timestamp with time zone, OUT events_per_second numeric) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_times(tenant text, OUT oldest_event timestamp with time zone, OUT newest_event timestamp with time zone, OUT events_per_second numeric) IS 'Returns created_at of a tenant''s oldest and newest event (null where it has none), and the events per second of the newest 1,000 of the last day';
CREATE FUNCTION hardal_private.events_needed(places_left bigint, places integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.events_needed(places_left bigint, places integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.events_needed(places_left bigint, places integer) IS 'Returns how many events a name or property must have for a view or column, where so many of all places are left; null where none is left';
CREATE FUNCTION hardal_private.exceeded_limits(properties jsonb, max_bytes integer) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.exceeded_limits(properties jsonb, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.exceeded_limits(properties jsonb, max_bytes integer) IS 'The limits that properties exceed, as error codes: too_deep, number_out_of_range, and too_large for more than max_bytes bytes as text; empty where they exceed none';
CREATE FUNCTION hardal_private.finish_query_cohort(tenant text, name text, unit text, is_static boolean, description text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1';
ALTER FUNCTION hardal_private.finish_query_cohort(tenant text, name text, unit text, is_static boolean, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.finish_query_cohort(tenant text, name text, unit text, is_static boolean, description text) IS 'Makes a cohort from the view that the tool has made of a query, and describes it; HD400 where the query has more than one column, PT400 where there is no such unit, HD403 and HD409 as place_cohort and require_new_cohort';
CREATE FUNCTION hardal_private.is_given(value jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_given(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_given(value jsonb) IS 'Whether a JSON value is neither absent, null nor an empty string';
CREATE FUNCTION hardal_private.first_id(one jsonb, other jsonb) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.first_id(one jsonb, other jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.first_id(one jsonb, other jsonb) IS 'The first of two JSON values that is neither absent, null nor empty; a number as a string';
CREATE FUNCTION hardal_private.fixed_columns() RETURNS name[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.fixed_columns() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.fixed_columns() IS 'Returns the columns that every typed view begins with, and event_name';
CREATE FUNCTION hardal_private.forget_names(tenant text, client_ids text[], request_id text, properties jsonb) RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.forget_names(tenant text, client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.forget_names(tenant text, client_ids text[], request_id text, properties jsonb) IS 'Forgets wanted columns that are named after an erased person, and returns the typed views and columns that are';
CREATE FUNCTION hardal_private.form_field(body bytea, name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal_private.form_field(body bytea, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.form_field(body bytea, name text) IS 'The value of a field of a form, percent-decoded; empty where the form has no such field; PT400 where it cannot be read';
CREATE FUNCTION hardal_private.free_name(name text, taken name[]) RETURNS name
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.free_name(name text, taken name[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.free_name(name text, taken name[]) IS 'Returns the name, with a number behind it where the name is taken';
CREATE FUNCTION hardal_private.from_base64(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.from_base64(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.from_base64(value text) IS 'The text of base64 or base64url; null where it is neither, or no UTF-8';
CREATE FUNCTION hardal_private.from_epoch(value jsonb, units numeric, per_second integer) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.from_epoch(value jsonb, units numeric, per_second integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.from_epoch(value jsonb, units numeric, per_second integer) IS 'A number of seconds (per_second is 1) or milliseconds (1000) after 1970, as epoch_units reads it, as an RFC 3339 time; every other value as it is';
CREATE FUNCTION hardal_private.ga4_links(events jsonb) RETURNS TABLE(event jsonb, client_id text, person_id text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.ga4_links(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.ga4_links(events jsonb) IS 'The pairs of ids that events from Google Analytics 4 link, each with its event';
CREATE FUNCTION hardal_private.grant_api(only_tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.grant_api(only_tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.grant_api(only_tenant text) IS 'Gives the groups of a tenant, or of all (null), the rights that the template''s groups have on the API, and no others';
CREATE FUNCTION hardal_private.grant_doorkeeper(only_tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.grant_doorkeeper(only_tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.grant_doorkeeper(only_tenant text) IS 'Gives hardal_doorkeeper the ADMIN OPTION of the groups and PSQL URLs of a tenant, or of all (null), as far as the login may';
CREATE FUNCTION hardal_private.grants_on(relation regclass, without name[] DEFAULT '{}'::name[]) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.grants_on(relation regclass, without name[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.grants_on(relation regclass, without name[]) IS 'Returns statements that repeat the grants on a relation, except on the columns in without; null where only the owner has rights';
CREATE FUNCTION hardal_private.guard_audit_log() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.guard_audit_log() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.guard_audit_log() IS 'Puts the trigger on the audit log and its digests that refuses UPDATE, DELETE and TRUNCATE';
CREATE FUNCTION hardal_private.hashed_id(bytes bytea) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.hashed_id(bytes bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.hashed_id(bytes bytea) IS 'A UUIDv8 that is the same for the same bytes, by the rule of docs/ingest.md';
CREATE FUNCTION hardal_private.held_grants() RETURNS TABLE(schema name, kind text, object text, owner text, grantee text, privilege text, grantable boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.held_grants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.held_grants() IS 'Returns the rights that roles other than the owner hold on hardal''s schemas, tables, columns, functions and types; the grantee PUBLIC is every role';
CREATE FUNCTION hardal_private.held_memberships() RETURNS TABLE(member text, role text, admin_option boolean, inherits boolean, may_switch boolean, granted_by text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.held_memberships() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.held_memberships() IS 'Returns the memberships that hardal''s roles have in any role, and the memberships that other roles, except DBAs'' logins, have in hardal''s roles; inherits: the member has the rights of the role without SET ROLE; may_switch: it may SET ROLE; granted_by: the grantor, null before PostgreSQL 16';
CREATE FUNCTION hardal_private.read_uuid(text text) RETURNS uuid
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_uuid(text text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_uuid(text text) IS 'The UUID that a text of the form 8-4-4-4-12 names; null for any other text';
CREATE FUNCTION hardal_private.id_faults(value jsonb) RETURNS TABLE(code text, message text)
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.id_faults(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.id_faults(value jsonb) IS 'The faults of an id, as code and message; none where it is null';
CREATE FUNCTION hardal_private.idempotency_key() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.idempotency_key() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.idempotency_key() IS 'The Idempotency-Key of the HTTP request; null where it has none, and for a SQL login; PT400 where it is not 1 to 255 printable ASCII characters';
CREATE FUNCTION hardal_private.is_binary(body bytea) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.is_binary(body bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_binary(body bytea) IS 'Whether a body begins with control characters and bytes that are not ASCII, and not as an event';
CREATE FUNCTION hardal_private.is_deep(value jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_deep(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_deep(value jsonb) IS 'Whether a value is nested deeper than 32 levels of objects and arrays';
CREATE FUNCTION hardal_private.is_generic_id(id text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.is_generic_id(id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_generic_id(id text) IS 'Whether an id names nobody, such as null, undefined, anonymous or 0: it is no part of a link';
CREATE FUNCTION hardal_private.is_keyword(word text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_keyword(word text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_keyword(word text) IS 'Whether PostgreSQL 15, 16, 17 or 18 quotes this word where it is a name';
CREATE FUNCTION hardal_private.is_larger(value jsonb, max_bytes integer, wide_numbers numeric[]) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.is_larger(value jsonb, max_bytes integer, wide_numbers numeric[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_larger(value jsonb, max_bytes integer, wide_numbers numeric[]) IS 'Whether a value''s text has more than max_bytes bytes; prints only as much of the value as the answer needs';
CREATE FUNCTION hardal_private.is_plain_event(event jsonb) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_plain_event(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_plain_event(event jsonb) IS 'Whether a small event breaks no rule at first sight, apart from its id, its time and the text of its properties; false means that event_errors may find nothing all the same';
CREATE FUNCTION hardal_private.name_letters() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.name_letters() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.name_letters() IS 'Returns the letters, marks and digits beyond ASCII that a name keeps, as ranges for a regular expression''s brackets';
CREATE FUNCTION hardal_private.one_form(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.one_form(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.one_form(value text) IS 'Returns the text with one form for each letter: NFKC, except for letters that it would split although people type them';
CREATE FUNCTION hardal_private.small_letters(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.small_letters(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.small_letters(value text) IS 'Returns the text with small letters for capital ones, in every locale the same';
CREATE FUNCTION hardal_private.plain_letters(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.plain_letters(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.plain_letters(value text) IS 'Returns the text in small letters, digits and _ alone, the same in every locale; every run of other characters is one _';
CREATE FUNCTION hardal_private.is_plain_name(name text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_plain_name(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_plain_name(name text) IS 'Returns whether a name of a view or column can be written without quotes';
CREATE FUNCTION hardal_private.is_printable(event jsonb) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.is_printable(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_printable(event jsonb) IS 'Whether an event''s text is of a size that can be printed: its wide numbers have less than 16 MiB, its jsonb has less than 64 MiB';
CREATE FUNCTION hardal_private.is_spent_link(token hardal_private.tokens) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.is_spent_link(token hardal_private.tokens) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_spent_link(token hardal_private.tokens) IS 'True for a key that sends no events, was made for two days at most, and has ended';
CREATE FUNCTION hardal_private.issue_key(tenant text, name text, scope text, expires_at timestamp with time zone, OUT key text, OUT jti uuid) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.issue_key(tenant text, name text, scope text, expires_at timestamp with time zone, OUT key text, OUT jti uuid) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.issue_key(tenant text, name text, scope text, expires_at timestamp with time zone, OUT key text, OUT jti uuid) IS 'Makes a key and returns it, with its jti; HD400 where a value is not allowed; HD404 where there is no such tenant; HD409 where the name is taken';
CREATE FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) IS 'Registers a token and returns its jti; HD400 where a value is not allowed; HD404 where there is no such tenant; HD409 where the name is taken or the signing key was replaced';
CREATE FUNCTION hardal_private.join_role(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.join_role(role name) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.join_role(role name) IS 'Makes the caller a member of this role, with its rights';
CREATE FUNCTION hardal_private.key_digest(key text) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.key_digest(key text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.key_digest(key text) IS 'The SHA-256 of a key';
CREATE FUNCTION hardal_private.key_scope() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.key_scope() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.key_scope() IS 'The scope of the key or token of an HTTP request, such as read; null for any other login';
CREATE FUNCTION hardal_private.key_scopes() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.key_scopes() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.key_scopes() IS 'Returns the scopes that a key can have';
CREATE FUNCTION hardal_private.large_object_functions() RETURNS SETOF pg_proc
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.large_object_functions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.large_object_functions() IS 'The rows of pg_proc that are functions on large objects';
CREATE FUNCTION hardal_private.large_persons(tenant text, larger_than integer) RETURNS TABLE(person_id text, client_ids bigint, links bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.large_persons(tenant text, larger_than integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.large_persons(tenant text, larger_than integer) IS 'Persons with more than so many client ids, and how many links they have, the largest first; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.largest_persons(tenant text) RETURNS TABLE(person_id text, client_ids bigint, hub text, hub_links bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.largest_persons(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.largest_persons(tenant text) IS 'For doctor: persons with more than 1,000 client ids, at most ten, with the id that has most of their links';
CREATE FUNCTION hardal_private.ledger_errors(outcome text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.ledger_errors(outcome text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.ledger_errors(outcome text) IS 'The error of an event that is rejected because of its id in the ledger, for the outcome id_conflict or erased, as an array of field, code and message';
CREATE FUNCTION hardal_private.link_by_admin(tenant text, client_id text, person_id text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.link_by_admin(tenant text, client_id text, person_id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.link_by_admin(tenant text, client_id text, person_id text) IS 'Links two client ids of a tenant, with an entry in the audit log: linked, person_id, client_ids; HD404 where there is no such tenant, PT400 for an id that can stand in no link';
CREATE FUNCTION hardal_private.link_pair(tenant text, client_id text, person_id text, source text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.link_pair(tenant text, client_id text, person_id text, source text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.link_pair(tenant text, client_id text, person_id text, source text) IS 'Links two client ids of a tenant: linked (whether the link is new), person_id and client_ids (how many); PT400 for an id that can stand in no link';
CREATE FUNCTION hardal_private.list_cohorts(tenant text) RETURNS SETOF hardal.cohort
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.list_cohorts(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.list_cohorts(tenant text) IS 'A tenant''s cohorts by name; units is null where a cohort is not static; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.list_metrics(tenant text) RETURNS SETOF hardal.metric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.list_metrics(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.list_metrics(tenant text) IS 'A tenant''s metrics by name; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.list_view_columns(tenant text) RETURNS TABLE(event_name text, view_name name, column_name name, column_type text, property text, pinned boolean, description text, view_description text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.list_view_columns(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.list_view_columns(tenant text) IS 'Returns a tenant''s typed views, one row per column: the property that the column shows, whether a DBA has pinned it, and the descriptions of the property and of the event; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.list_without_view(tenant text) RETURNS TABLE(event_name text, property text, events bigint, since timestamp with time zone, why text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.list_without_view(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.list_without_view(tenant text) IS 'Returns a tenant''s event names without a typed view, and properties without a column, with the number of events that were seen; why: no room or dropped; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.lock_holders(tenant text, tables name[]) RETURNS TABLE(transaction text, who text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.lock_holders(tenant text, tables name[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.lock_holders(tenant text, tables name[]) IS 'Transactions that write one of these tables of a tenant''s store now, or hold it for themselves. transaction: an identifier; who: the connection and its login, as text';
CREATE FUNCTION hardal_private.lock_tenant(tenant text, wait boolean) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.lock_tenant(tenant text, wait boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.lock_tenant(tenant text, wait boolean) IS 'Locks a tenant against other maintenance and erasure until the transaction ends. Without wait, false means that another transaction holds the lock, or the tenant is gone. With wait, 55P03 means that lock_timeout was reached, HD404 that the tenant is gone';
CREATE FUNCTION hardal_private.look_over_batch(events jsonb, OUT passed boolean, OUT plain_numbers boolean) RETURNS record
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.look_over_batch(events jsonb, OUT passed boolean, OUT plain_numbers boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.look_over_batch(events jsonb, OUT passed boolean, OUT plain_numbers boolean) IS 'passed: true only if the ids, names, times, depth and numbers of a whole array of events pass; false means that quick_check_event has to look at each event. plain_numbers: true only if no number of a batch that passed ends in zeros after its point';
CREATE PROCEDURE hardal_private.maintain(IN only_tenant text DEFAULT NULL::text, IN dry boolean DEFAULT false, INOUT report jsonb DEFAULT '[]'::jsonb)
    LANGUAGE plpgsql;
ALTER PROCEDURE hardal_private.maintain(IN only_tenant text, IN dry boolean, INOUT report jsonb) OWNER TO hardal_owner;
COMMENT ON PROCEDURE hardal_private.maintain(IN only_tenant text, IN dry boolean, INOUT report jsonb) IS 'Maintains all tenants, or one; dry: only says what it would do; report: what was done and what failed; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.maintain_step(tenant text, step text, dry boolean, OUT did jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '200ms'
    SET jit TO 'off';
ALTER FUNCTION hardal_private.maintain_step(tenant text, step text, dry boolean, OUT did jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.maintain_step(tenant text, step text, dry boolean, OUT did jsonb) IS 'Runs one step of a tenant''s maintenance, or says what it would do (dry); returns what was done, failed or was skipped; null where nothing is left to do or the tenant is gone';
CREATE PROCEDURE hardal_private.maintain_tenant(IN tenant text, IN dry boolean, INOUT report jsonb DEFAULT '[]'::jsonb, IN only_steps text[] DEFAULT NULL::text[])
    LANGUAGE plpgsql;
ALTER PROCEDURE hardal_private.maintain_tenant(IN tenant text, IN dry boolean, INOUT report jsonb, IN only_steps text[]) OWNER TO hardal_owner;
COMMENT ON PROCEDURE hardal_private.maintain_tenant(IN tenant text, IN dry boolean, INOUT report jsonb, IN only_steps text[]) IS 'Maintains one tenant, each step in a transaction of its own, all steps or only_steps; dry: only says what it would do; report: what was done and what failed; nothing where the tenant is gone';
CREATE FUNCTION hardal_private.make_models_schema(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.make_models_schema(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.make_models_schema(tenant text) IS 'Makes the schema <tenant>__models for PSQL URLs of the scope model, where it is missing; HD409 where somebody else''s schema has the name';
CREATE FUNCTION hardal_private.matches_person(event_client_id text, event_request_id text, event_properties jsonb, client_ids text[], request_id text, properties jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.matches_person(event_client_id text, event_request_id text, event_properties jsonb, client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.matches_person(event_client_id text, event_request_id text, event_properties jsonb, client_ids text[], request_id text, properties jsonb) IS 'Whether an event has one of these client ids, this request id and these properties; a null is not compared';
CREATE FUNCTION hardal_private.may_be_before(created_at text, since timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.may_be_before(created_at text, since timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.may_be_before(created_at text, since timestamp with time zone) IS 'Whether a created_at may name an earlier time than since; false is certain';
CREATE FUNCTION hardal_private.may_link(vendor text, events jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.may_link(vendor text, events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.may_link(vendor text, events jsonb) IS 'Whether one of a vendor''s events may link ids; false is certain';
CREATE TABLE hardal_private.urls (
    role name NOT NULL,
    tenant text NOT NULL,
    name text NOT NULL,
    scope text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    seen_at timestamp with time zone,
    connections bigint DEFAULT 5 NOT NULL,
    statement_timeout bigint DEFAULT 60000 NOT NULL,
    verifier text,
    CONSTRAINT "a PSQL URL has 1 to 1000 connections" CHECK (((connections >= 1) AND (connections <= 1000))),
    CONSTRAINT "a PSQL URL's scope is read, aggregate, write or model" CHECK ((scope = ANY (ARRAY['read'::text, 'aggregate'::text, 'write'::text, 'model'::text]))),
    CONSTRAINT "a statement timeout is 0 (none) to 24 hours" CHECK (((statement_timeout >= 0) AND (statement_timeout <= 86400000)))
);
ALTER TABLE hardal_private.urls OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.urls IS 'PSQL URLs that were issued; each is a LOGIN role of one tenant';
COMMENT ON COLUMN hardal_private.urls.role IS 'The role that logs in, <tenant>__u_<name>';
COMMENT ON COLUMN hardal_private.urls.tenant IS 'The tenant that the PSQL URL belongs to';
COMMENT ON COLUMN hardal_private.urls.name IS 'The person or tool that the PSQL URL was given to';
COMMENT ON COLUMN hardal_private.urls.scope IS 'read, aggregate, write or model; the role is a member of the group role <tenant>__<scope>';
COMMENT ON COLUMN hardal_private.urls.created_at IS 'When the PSQL URL was issued';
COMMENT ON COLUMN hardal_private.urls.expires_at IS 'When its password expires; null means no expiry';
COMMENT ON COLUMN hardal_private.urls.revoked_at IS 'Since when the PSQL URL is being revoked; the row is deleted when the role is dropped; null while it is not';
COMMENT ON COLUMN hardal_private.urls.seen_at IS 'When maintenance last saw a connection of the PSQL URL; null where it never did';
COMMENT ON COLUMN hardal_private.urls.connections IS 'The most connections that the PSQL URL may have at once';
COMMENT ON COLUMN hardal_private.urls.statement_timeout IS 'The statement_timeout that its connections start with, in milliseconds; 0 means none';
COMMENT ON COLUMN hardal_private.urls.verifier IS 'The SCRAM-SHA-256 verifier of its password, for a move to another server; null where it was made before 0.3.0';
CREATE FUNCTION hardal_private.may_log_in(url hardal_private.urls) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.may_log_in(url hardal_private.urls) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.may_log_in(url hardal_private.urls) IS 'Returns false while a PSQL URL is being revoked or its tenant is suspended, else true';
CREATE FUNCTION hardal_private.membership_options(member text, role text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.membership_options(member text, role text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.membership_options(member text, role text) IS 'Returns the options of the GRANT that makes this role a member of one of hardal''s roles: the text behind its names, empty before PostgreSQL 16';
CREATE FUNCTION hardal_private.mend_escapes(source text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal_private.mend_escapes(source text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mend_escapes(source text) IS 'JSON text in which escapes that PostgreSQL cannot store are replaced by mend_mark(character)';
CREATE FUNCTION hardal_private.mend_identities(tenant text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '5s';
ALTER FUNCTION hardal_private.mend_identities(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mend_identities(tenant text) IS 'Computes all persons of a tenant anew from its links, and returns how many client ids have changed';
CREATE FUNCTION hardal_private.mend_json(source text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.mend_json(source text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mend_json(source text) IS 'The JSON of a text with marks for the values that cannot be stored; PT400 where it is no JSON';
CREATE FUNCTION hardal_private.mend_mark(what text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.mend_mark(what text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mend_mark(what text) IS 'What stands in for a value that cannot be stored: a character, or a number (as JSON text)';
CREATE FUNCTION hardal_private.mend_memberships() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.mend_memberships() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mend_memberships() IS 'Runs the fixes of check_memberships for the groups and logins of tenants, as far as the login may';
CREATE FUNCTION hardal_private.mend_numbers(source text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';
ALTER FUNCTION hardal_private.mend_numbers(source text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mend_numbers(source text) IS 'JSON text in which NaN, Infinity and numbers that are too large are replaced by mend_mark(number)';
CREATE FUNCTION hardal_private.mend_row(source jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.mend_row(source jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mend_row(source jsonb) IS 'A row of a mended body without marks, with replaced_characters where it had one';
CREATE FUNCTION hardal_private.merge_patch(target jsonb, patch jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.merge_patch(target jsonb, patch jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.merge_patch(target jsonb, patch jsonb) IS 'The target with a JSON Merge Patch (RFC 7396) applied';
CREATE FUNCTION hardal_private.metric_grants() RETURNS TABLE(schema name, kind text, object text, grantee text, privilege text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.metric_grants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.metric_grants() IS 'For doctor: the grants that the views of metrics have, in the form of held_grants';
CREATE FUNCTION hardal_private.metric_property(tenant text, event text, named text, OUT property text, OUT column_name name) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.metric_property(tenant text, event text, named text, OUT property text, OUT column_name name) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.metric_property(tenant text, event text, named text, OUT property text, OUT column_name name) IS 'The name of a property of a metric''s events, and the name of its column; null for null; PT400 where none of the events has it';
CREATE FUNCTION hardal_private.metric_views() RETURNS TABLE(tenant text, view oid, name name, aggregate_reads boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.metric_views() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.metric_views() IS 'The views of metrics of every tenant, and whether the scope aggregate may read them';
CREATE FUNCTION hardal_private.mixpanel_events(events jsonb, live boolean DEFAULT false) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.mixpanel_events(events jsonb, live boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mixpanel_events(events jsonb, live boolean) IS 'The events of an array of Mixpanel''s events; live: as an SDK sends them';
CREATE FUNCTION hardal_private.mixpanel_json(body bytea) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.mixpanel_json(body bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mixpanel_json(body bytea) IS 'The JSON text of a request of Mixpanel; PT400 where it has none, PT415 where it is compressed';
CREATE FUNCTION hardal_private.mixpanel_links(events jsonb) RETURNS TABLE(event jsonb, client_id text, person_id text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.mixpanel_links(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mixpanel_links(events jsonb) IS 'The pairs of ids that events from Mixpanel link, each with its event';
CREATE FUNCTION hardal_private.mixpanel_profiles(updates jsonb, event_name text) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.mixpanel_profiles(updates jsonb, event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mixpanel_profiles(updates jsonb, event_name text) IS 'The events of an array of Mixpanel''s updates of profiles or groups';
CREATE FUNCTION hardal_private.mixpanel_unit(moment jsonb) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.mixpanel_unit(moment jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.mixpanel_unit(moment jsonb) IS '1 where a time of Mixpanel is in seconds, 1000 where it is in milliseconds';
CREATE FUNCTION hardal_private.new_key() RETURNS text
    LANGUAGE sql;
ALTER FUNCTION hardal_private.new_key() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.new_key() IS 'A new random key: hk_ and 32 letters and digits';
CREATE FUNCTION hardal_private.object_definitions(schemas name[]) RETURNS TABLE(schema name, kind text, object text, definition text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    SET quote_all_identifiers TO 'off';
ALTER FUNCTION hardal_private.object_definitions(schemas name[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.object_definitions(schemas name[]) IS 'Returns every function, view, table, type, constraint, index, trigger, rule and policy in these schemas, with its definition';
CREATE FUNCTION hardal_private.open_receipt(tenant text, client_id text, request_id text, properties jsonb, person text, began_at timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.open_receipt(tenant text, client_id text, request_id text, properties jsonb, person text, began_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.open_receipt(tenant text, client_id text, request_id text, properties jsonb, person text, began_at timestamp with time zone) IS 'Opens the receipt of an erasure that began at this time, and returns its number';
CREATE FUNCTION hardal_private.own_roles() RETURNS TABLE(role text, login boolean, tenant text, scope text, member_of text[])
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.own_roles() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.own_roles() IS 'Returns hardal''s roles in this database; login: whether the role logs in; tenant: the tenant that it belongs to, or null; scope: the scope whose group it is, or null; member_of: the roles that it is a member of';
CREATE FUNCTION hardal_private.own_schemas() RETURNS SETOF pg_namespace
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.own_schemas() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.own_schemas() IS 'The rows of pg_namespace that are hardal''s schemas';
CREATE FUNCTION hardal_private.page_paths() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.page_paths() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.page_paths() IS 'The paths of the functions that serve the page and its files';
CREATE FUNCTION hardal_private.parse_json(source text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.parse_json(source text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.parse_json(source text) IS 'The JSON of a text; null where PostgreSQL does not take it';
CREATE FUNCTION hardal_private.partition_names(tenant text) RETURNS name[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.partition_names(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.partition_names(tenant text) IS 'Names of the partitions of a tenant''s events, oldest first';
CREATE FUNCTION hardal_private.partitions_to_detach(only_tenant text) RETURNS TABLE(tenant text, partition name)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.partitions_to_detach(only_tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.partitions_to_detach(only_tenant text) IS 'Moves the horizon of one tenant, or of all (null), and returns the attached partitions behind it; commit before you detach them';
CREATE FUNCTION hardal_private.person_client_ids(tenant text, client_id text, person text) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.person_client_ids(tenant text, client_id text, person text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.person_client_ids(tenant text, client_id text, person text) IS 'The client ids that a disclosure or an erasure is about: the one client id, or all of the person; null for neither; HD400 where the client id is none of the person''s, HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.person_values(client_ids text[], request_id text, properties jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.person_values(client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.person_values(client_ids text[], request_id text, properties jsonb) IS 'The texts by which a person is searched for; empty where none is given';
CREATE FUNCTION hardal_private.pin_column(tenant text, event_name text, property text, column_name text DEFAULT NULL::text, column_type text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.pin_column(tenant text, event_name text, property text, column_name text, column_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.pin_column(tenant text, event_name text, property text, column_name text, column_type text) IS 'Fixes the name and type of a property''s column and returns the column as it is then; HD400 where an argument is wrong, HD404 where property_catalog does not have the property, HD409 where an object depends on the view or the name is taken';
CREATE FUNCTION hardal_private.pinnable_types() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.pinnable_types() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.pinnable_types() IS 'Returns the types that a column of a typed view can have';
CREATE FUNCTION hardal_private.place_cohort(tenant text, name text, view_name name, unit text, definition jsonb, query text, is_static boolean, description text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.place_cohort(tenant text, name text, view_name name, unit text, definition jsonb, query text, is_static boolean, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.place_cohort(tenant text, name text, view_name name, unit text, definition jsonb, query text, is_static boolean, description text) IS 'Makes a cohort from the text of a query, and describes it; units is null where it is not static; HD403 where the query reads what the tenant''s readers may not read';
CREATE FUNCTION hardal_private.plain_digest(event jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.plain_digest(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.plain_digest(event jsonb) IS 'event_digest of an event in which no number ends in zeros after its point';
CREATE FUNCTION hardal_private.possible_writers(tenant text) RETURNS TABLE(transaction text, begun_within interval)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.possible_writers(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.possible_writers(tenant text) IS 'Transactions that run now and may store events of a tenant. transaction: an identifier; begun_within: how long ago it can have begun';
CREATE FUNCTION hardal_private.posthog_events(events jsonb, live boolean DEFAULT false, skew interval DEFAULT NULL::interval) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.posthog_events(events jsonb, live boolean, skew interval) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.posthog_events(events jsonb, live boolean, skew interval) IS 'The events of an array of PostHog''s events; live: as an SDK sends them, from a clock that is behind by skew';
CREATE FUNCTION hardal_private.posthog_links(events jsonb) RETURNS TABLE(event jsonb, client_id text, person_id text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.posthog_links(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.posthog_links(events jsonb) IS 'The pairs of ids that events from PostHog link, each with its event';
CREATE FUNCTION hardal_private.posthog_results(outcome jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.posthog_results(outcome jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.posthog_results(outcome jsonb) IS 'The result of each event of a request to PostHog''s newer path, by its uuid';
CREATE FUNCTION hardal_private.privilege_text(schema name, kind text, object text, privilege text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.privilege_text(schema name, kind text, object text, privilege text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.privilege_text(schema name, kind text, object text, privilege text) IS 'Returns the part of GRANT and REVOKE that names a privilege and its object, such as SELECT on table acme.events';
CREATE FUNCTION hardal_private.properties_faults(value jsonb, max_bytes integer) RETURNS TABLE(code text, message text)
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.properties_faults(value jsonb, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.properties_faults(value jsonb, max_bytes integer) IS 'The faults of properties, as code and message; none where they are null. They have at most max_bytes bytes as text';
CREATE FUNCTION hardal_private.property_expression(keys text[], column_type text, pinned boolean, as_timestamp text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.property_expression(keys text[], column_type text, pinned boolean, as_timestamp text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.property_expression(keys text[], column_type text, pinned boolean, as_timestamp text) IS 'Returns SQL that reads a property of e.properties as text, numeric, boolean, jsonb or timestamptz (by the function as_timestamp); keys are the property''s keys';
CREATE FUNCTION hardal_private.psql_address() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.psql_address() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.psql_address() IS 'Returns {"host", "port", "dbname", "sslmode"} of PSQL URLs; null where nothing is configured';
CREATE FUNCTION hardal_private.put_cohorts_back(aside jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.put_cohorts_back(aside jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.put_cohorts_back(aside jsonb) IS 'Makes the views of cohorts again that set_cohorts_aside has dropped';
CREATE FUNCTION hardal_private.quarantine_totals(tenant text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.quarantine_totals(tenant text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.quarantine_totals(tenant text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint) IS 'Returns how many rejected events a tenant''s quarantine holds, their bytes, and how many were not kept because it was full';
CREATE FUNCTION hardal_private.query_parts(view regclass) RETURNS TABLE(classid regclass, objid oid)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.query_parts(view regclass) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.query_parts(view regclass) IS 'The relations, functions and types that a view''s query names, those of pg_catalog too';
CREATE FUNCTION hardal_private.quick_check_batch(events jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.quick_check_batch(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.quick_check_batch(events jsonb) IS 'True only if the ids, names, times, depth and numbers of a whole array of events pass; false means that quick_check_event has to look at each event';
CREATE FUNCTION hardal_private.quick_check_event(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, batch_passed boolean) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.quick_check_event(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, batch_passed boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.quick_check_event(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, batch_passed boolean) IS 'Whether event_errors finds no fault in an event: exactly its verdict, more cheaply. created_at is the time in the event''s field, null where it holds none; batch_passed is the verdict of look_over_batch';
CREATE FUNCTION hardal_private.read_cursor(cursor text, kind text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_cursor(cursor text, kind text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_cursor(cursor text, kind text) IS 'The place that a cursor of this kind stands for; null for null; PT400 for anything else';
CREATE FUNCTION hardal_private.read_events(events jsonb, tenant text, idempotency_key text, raws bytea[], faults text[], now timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, batch_passed boolean, OUT ids uuid[], OUT times timestamp with time zone[], OUT digests bigint[], OUT errors jsonb[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan';
ALTER FUNCTION hardal_private.read_events(events jsonb, tenant text, idempotency_key text, raws bytea[], faults text[], now timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, batch_passed boolean, OUT ids uuid[], OUT times timestamp with time zone[], OUT digests bigint[], OUT errors jsonb[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_events(events jsonb, tenant text, idempotency_key text, raws bytea[], faults text[], now timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, batch_passed boolean, OUT ids uuid[], OUT times timestamp with time zone[], OUT digests bigint[], OUT errors jsonb[]) IS 'The id, time and digest of each event of a batch, or its errors; batch_passed is the verdict of look_over_batch';
CREATE FUNCTION hardal_private.read_line(line bytea, OUT event jsonb, OUT fault text) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_line(line bytea, OUT event jsonb, OUT fault text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_line(line bytea, OUT event jsonb, OUT fault text) IS 'event: the JSON value of a line; fault: PostgreSQL''s reason for not taking the line; one of the two is null';
CREATE FUNCTION hardal_private.read_lines(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_lines(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_lines(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) IS 'events: the events of an NDJSON body; lines: the line number of each event. For a line that could not be read, the event is null, raws holds the bytes of the line, and faults the reason';
CREATE FUNCTION hardal_private.read_metric(tenant text, metric hardal.metric, since date, until date, by text[], every text, max_groups integer) RETURNS SETOF json
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_metric(tenant text, metric hardal.metric, since date, until date, by text[], every text, max_groups integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_metric(tenant text, metric hardal.metric, since date, until date, by text[], every text, max_groups integer) IS 'What a metric has by period and group, as objects with the columns of its view; PT400 for a wrong argument, HD409 where the metric is not counted yet';
CREATE FUNCTION hardal_private.read_mixpanel(document jsonb, OUT rows jsonb, OUT key text) RETURNS record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_mixpanel(document jsonb, OUT rows jsonb, OUT key text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_mixpanel(document jsonb, OUT rows jsonb, OUT key text) IS 'rows: the events of a request of Mixpanel; key: their token, where all have the same';
CREATE FUNCTION hardal_private.read_ndjson(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_ndjson(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_ndjson(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) IS 'What read_lines returns, for the body of an NDJSON request; PT415 where the body is compressed, UTF-16 or UTF-32';
CREATE FUNCTION hardal_private.read_posthog(document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) RETURNS record
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_posthog(document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_posthog(document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) IS 'rows: the events of a request of PostHog; key: the api_key in its body; sent_at: the time of sending, from the header or the body';
CREATE FUNCTION hardal_private.read_request(vendor text, document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_request(vendor text, document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_request(vendor text, document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) IS 'rows: the events of a request of a vendor''s SDK as an array, or null where it is no such request; key: the key in its body; sent_at: the sender''s time of sending';
CREATE FUNCTION hardal_private.read_segment(document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_segment(document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_segment(document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) IS 'rows: the messages of a request of Segment, RudderStack or Jitsu; key: the writeKey in its body; sent_at: its sentAt; PT413 where copies of the context would be larger than a request may be';
CREATE FUNCTION hardal_private.read_utf8(body bytea) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.read_utf8(body bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_utf8(body bytea) IS 'The text of a body; PT415 where it is compressed or UTF-16, PT400 where it is not UTF-8';
CREATE FUNCTION hardal_private.reason_pattern(code text, field text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION hardal_private.reason_pattern(code text, field text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.reason_pattern(code text, field text) IS 'For errors @> pattern: an error with this code and this field, where an empty field is that of the event as a whole; a null filters nothing';
CREATE FUNCTION hardal_private.record_definitions() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.record_definitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.record_definitions() IS 'Records the definitions of the objects that migrate has made';
CREATE FUNCTION hardal_private.record_grants() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.record_grants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.record_grants() IS 'Records the grants on the API and on the template, as migrate has just made them';
CREATE FUNCTION hardal_private.record_maintained(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.record_maintained(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.record_maintained(tenant text) IS 'Sets the time at which all steps of a tenant''s maintenance were last done, and clears its last failure';
CREATE FUNCTION hardal_private.record_token_use(jti uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.record_token_use(jti uuid) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.record_token_use(jti uuid) IS 'Sets a token''s used_at to the current hour, unless another request is doing so';
CREATE FUNCTION hardal_private.record_url_use() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '200ms';
ALTER FUNCTION hardal_private.record_url_use() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.record_url_use() IS 'Sets seen_at of each PSQL URL that has a connection at this moment';
CREATE FUNCTION hardal_private.recount_after_erasure(tenant text, after jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION hardal_private.recount_after_erasure(tenant text, after jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.recount_after_erasure(tenant text, after jsonb) IS 'Counts anew a tenant''s first marked period behind `after`, and returns this period; {} is before the first period; null where none is left';
CREATE FUNCTION hardal_private.refresh_cohort(tenant text, name text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.refresh_cohort(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refresh_cohort(tenant text, name text) IS 'Copies the units of a static cohort anew, and returns how many there are; HD404 where there is no such tenant or cohort, HD409 where it is not static or its query does not run any more, 55P03 where maintenance or an erasure holds the tenant';
CREATE FUNCTION hardal_private.refresh_views(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.refresh_views(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refresh_views(tenant text) IS 'Makes the next maintenance compare the typed views with all events; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_change() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_change() IS 'Trigger function: refuses UPDATE, DELETE and TRUNCATE with HD403';
CREATE FUNCTION hardal_private.refuse_cursor() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_cursor() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_cursor() IS 'PT400: the cursor of a request is none';
CREATE FUNCTION hardal_private.refuse_encoding(encoding text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_encoding(encoding text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_encoding(encoding text) IS 'PT415 with this encoding in the message; nothing where it is null';
CREATE FUNCTION hardal_private.refuse_missing_rejected(id uuid) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_missing_rejected(id uuid) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_missing_rejected(id uuid) IS 'PT404: a rejected event is not in quarantine';
CREATE FUNCTION hardal_private.refuse_over_http(state text, message text, hint text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_over_http(state text, message text, hint text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_over_http(state text, message text, hint text) IS 'Raises an error with this message and hint, and the status of this SQLSTATE: HD404 becomes PT404, and 55P03 (maintenance holds the tenant) PT409';
CREATE FUNCTION hardal_private.refuse_overtime(hint text DEFAULT 'ask for less at once: a shorter time, fewer rows; or ask through a PSQL URL'::text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_overtime(hint text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_overtime(hint text) IS 'Ends a request that was cancelled: 57014, with the status 504 over HTTP, and a hint';
CREATE FUNCTION hardal_private.refuse_request(status integer, message text, details text, hint text, headers jsonb DEFAULT '{}'::jsonb, code text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_request(status integer, message text, details text, hint text, headers jsonb, code text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_request(status integer, message text, details text, hint text, headers jsonb, code text) IS 'Ends a request with this status: SQLSTATE PT and the status for a SQL login, the status itself over HTTP, with these headers. code replaces PT and the status';
CREATE FUNCTION hardal_private.refuse_retry_later(message text, details text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_retry_later(message text, details text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_retry_later(message text, details text) IS 'Ends a request with PT429 and tells the client to send it again in a second. Nothing of the request is stored';
CREATE FUNCTION hardal_private.refuse_unauthorised(reason text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_unauthorised(reason text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_unauthorised(reason text) IS 'Ends a request with 401 for this reason, and says what a request has to have';
CREATE FUNCTION hardal_private.refuse_unknown_credential(tenant text, name text, is_key boolean) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.refuse_unknown_credential(tenant text, name text, is_key boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_unknown_credential(tenant text, name text, is_key boolean) IS 'Raises HD404: the tenant has no live token, or no live key, of this name';
CREATE FUNCTION hardal_private.register_credential(tenant text, name text, scope text, expires_at timestamp with time zone, key_id text, digest bytea) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.register_credential(tenant text, name text, scope text, expires_at timestamp with time zone, key_id text, digest bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.register_credential(tenant text, name text, scope text, expires_at timestamp with time zone, key_id text, digest bytea) IS 'Registers a token (key_id) or a key (digest) and returns its jti; HD400 where a value is not allowed; HD404 where there is no such tenant; HD409 where the name is taken';
CREATE FUNCTION hardal_private.register_signing_key(key_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.register_signing_key(key_id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.register_signing_key(key_id text) IS 'Registers a signing key by its id; HD409 where another signing key has replaced it';
CREATE FUNCTION hardal_private.rejected_event_bytes(payload jsonb, raw bytea, errors jsonb) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.rejected_event_bytes(payload jsonb, raw bytea, errors jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rejected_event_bytes(payload jsonb, raw bytea, errors jsonb) IS 'Bytes of a rejected event in quarantine: the bytes of its raw form, or else of its payload, and the bytes of its errors';
CREATE FUNCTION hardal_private.relation_stats(tenant text) RETURNS TABLE(name name, kind text, of_table name, estimated_rows bigint, bytes bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.relation_stats(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.relation_stats(tenant text) IS 'Returns a tenant''s tables and indexes: estimated rows (null for an index) and bytes; a table''s bytes include TOAST';
CREATE FUNCTION hardal_private.remember_definitions() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.remember_definitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.remember_definitions() IS 'Keeps the definitions of hardal''s objects for record_definitions, until the transaction ends';
CREATE FUNCTION hardal_private.remove_cohort(tenant text, name text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.remove_cohort(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.remove_cohort(tenant text, name text) IS 'Drops a cohort, and returns its name; HD404 where there is none, HD409 where an object depends on its view, 55P03 where maintenance or an erasure holds the tenant';
CREATE FUNCTION hardal_private.remove_metric(tenant text, name text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.remove_metric(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.remove_metric(tenant text, name text) IS 'Drops a metric, and returns its name; HD404 where there is none, HD409 where an object depends on its view, 55P03 where maintenance or an erasure holds the tenant';
CREATE FUNCTION hardal_private.rename_view(tenant text, event_name text, view_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.rename_view(tenant text, event_name text, view_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rename_view(tenant text, event_name text, view_name text) IS 'Renames an event''s typed view; HD400 where the name is no name for a view, HD404 where there is no such tenant or view, HD409 where the name is taken';
CREATE FUNCTION hardal_private.renew_statistics(tenant text, relation name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.renew_statistics(tenant text, relation name) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.renew_statistics(tenant text, relation name) IS 'Makes the statistics of a table of a tenant''s store anew, also where the table is empty';
CREATE FUNCTION hardal_private.report_remains(tenant text, client_ids text[], request_id text, properties jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.report_remains(tenant text, client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.report_remains(tenant text, client_ids text[], request_id text, properties jsonb) IS 'Raises a notice (01H01) for each kind of data on a person that an erasure may have left';
CREATE FUNCTION hardal_private.request_credential() RETURNS hardal_private.tokens
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.request_credential() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.request_credential() IS 'The key or token of the HTTP request; null without one, and for any login but PostgREST''s';
CREATE FUNCTION hardal_private.request_key() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.request_key() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.request_key() IS 'The user of the HTTP request''s Basic authentication; null where it has none';
CREATE FUNCTION hardal_private.require_choice(ids uuid[], filtered boolean) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_choice(ids uuid[], filtered boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_choice(ids uuid[], filtered boolean) IS 'PT400 where rejected events are chosen neither by ids nor by a filter, by both, or by more than 1000 ids';
CREATE FUNCTION hardal_private.require_cohort(tenant text, name text, OUT view_name name, OUT unit text, OUT definition jsonb, OUT query text, OUT is_static boolean, OUT description text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_cohort(tenant text, name text, OUT view_name name, OUT unit text, OUT definition jsonb, OUT query text, OUT is_static boolean, OUT description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_cohort(tenant text, name text, OUT view_name name, OUT unit text, OUT definition jsonb, OUT query text, OUT is_static boolean, OUT description text) IS 'The row of a tenant''s cohort, without its name; HD404, which names the nearest, where there is none';
CREATE FUNCTION hardal_private.require_future(expires_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_future(expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_future(expires_at timestamp with time zone) IS 'Refuses with HD400 an expiry that is not in the future, or infinite; null means no expiry';
CREATE FUNCTION hardal_private.require_given_scope(scope text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_given_scope(scope text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_given_scope(scope text) IS 'PT403 for the scope manage, of which no key is made over HTTP';
CREATE FUNCTION hardal_private.require_linkable(name text, id text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_linkable(name text, id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_linkable(name text, id text) IS 'PT400 where an id can stand in no link: it is generic (detail generic_id), empty or too long';
CREATE FUNCTION hardal_private.require_metric(tenant text, name text) RETURNS hardal.metric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_metric(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_metric(tenant text, name text) IS 'A tenant''s metric, as list_metrics has it; HD404, which names the nearest, where there is none';
CREATE FUNCTION hardal_private.require_metric_definition(definition jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_metric_definition(definition jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_metric_definition(definition jsonb) IS 'Refuses with PT400 the definition of a metric that lacks something, or has what no metric has';
CREATE FUNCTION hardal_private.require_new_cohort(tenant text, name text, description text) RETURNS name
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_new_cohort(tenant text, name text, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_new_cohort(tenant text, name text, description text) IS 'The name of the view that a new cohort gets; HD400 for a name or a description that is not allowed, HD409 where the cohort is there already, or the tenant has 500';
CREATE FUNCTION hardal_private.require_new_metric(tenant text, name text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_new_metric(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_new_metric(tenant text, name text) IS 'Refuses a new metric: HD400 for a name that is not allowed, HD409 where the name is not free, or the tenant has 100 metrics';
CREATE FUNCTION hardal_private.require_new_verifier(tenant text, verifier text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_new_verifier(tenant text, verifier text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_new_verifier(tenant text, verifier text) IS 'Returns the digest of a SCRAM-SHA-256 verifier for the audit log; HD400 where it is none; HD409 where the tenant has used it before';
CREATE FUNCTION hardal_private.require_person(client_ids text[], request_id text, properties jsonb) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_person(client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_person(client_ids text[], request_id text, properties jsonb) IS 'Refuses with HD400 a search for a person by nothing, by an empty text, by properties that are no object, or by properties that hold no string and no number';
CREATE FUNCTION hardal_private.require_pin(event_name text, property text, column_name text, column_type text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_pin(event_name text, property text, column_name text, column_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_pin(event_name text, property text, column_name text, column_type text) IS 'Refuses with HD400 a wrong event name, property, column name or type; null means that the name or type is not pinned';
CREATE FUNCTION hardal_private.require_plain_counts(unit text, filter jsonb, cohort text, by text DEFAULT NULL::text, property text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_plain_counts(unit text, filter jsonb, cohort text, by text, property text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_plain_counts(unit text, filter jsonb, cohort text, by text, property text) IS 'PT403 for a key of the scope aggregate that asks for more than counts of events and clients';
CREATE FUNCTION hardal_private.require_plain_name(name text, what text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_plain_name(name text, what text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_plain_name(name text, what text) IS 'Refuses with HD400 a name that would need quotes; what: view or column, for the message';
CREATE FUNCTION hardal_private.require_plain_statement() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_plain_statement() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_plain_statement() IS 'PT400 over HTTP where the query has a filter with a pattern, a cast that looks into the catalogue, or very many columns and filters; nothing for any other login';
CREATE FUNCTION hardal_private.require_scope(role text, scope text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_scope(role text, scope text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_scope(role text, scope text) IS 'PT403 over HTTP where this role may not call the function of the request''s path';
CREATE FUNCTION hardal_private.require_self_service(scope text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_self_service(scope text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_self_service(scope text) IS 'PT403 where self-service is off, and for a PSQL URL of the scope model';
CREATE FUNCTION hardal_private.require_sound_query(tenant text, view regclass) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_sound_query(tenant text, view regclass) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_sound_query(tenant text, view regclass) IS 'Refuses a cohort''s view with HD403 where cohort_fault finds a fault in it';
CREATE FUNCTION hardal_private.require_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_tenant(tenant text) IS 'Refuses with HD404 where there is no tenant of this name';
CREATE FUNCTION hardal_private.require_url(tenant text, name text) RETURNS hardal_private.urls
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_url(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_url(tenant text, name text) IS 'Returns a tenant''s PSQL URL by name; HD404 where there is none';
CREATE FUNCTION hardal_private.require_verifier(verifier text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_verifier(verifier text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_verifier(verifier text) IS 'Refuses with HD400 a password that is not a SCRAM-SHA-256 verifier';
CREATE FUNCTION hardal_private.require_written_key(body bytea) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.require_written_key(body bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_written_key(body bytea) IS '401 unless one of the first 100 keys in a body stands in the registry; 415 where the body is compressed or UTF-16';
CREATE FUNCTION hardal_private.resume_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.resume_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.resume_tenant(tenant text) IS 'Ends the suspension of a tenant: its tokens and PSQL URLs work again; HD404 where there is no such tenant; HD409 where its drop has begun';
CREATE FUNCTION hardal_private.retire_signing_keys(successor text, others text[], until timestamp with time zone, OUT tokens_ending bigint, OUT first_ends_at timestamp with time zone, OUT last_ends_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.retire_signing_keys(successor text, others text[], until timestamp with time zone, OUT tokens_ending bigint, OUT first_ends_at timestamp with time zone, OUT last_ends_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.retire_signing_keys(successor text, others text[], until timestamp with time zone, OUT tokens_ending bigint, OUT first_ends_at timestamp with time zone, OUT last_ends_at timestamp with time zone) IS 'Retires all signing keys but successor: their tokens end at the time until, unless they end before; returns how many tokens end, and when the first and the last of them do';
CREATE FUNCTION hardal_private.revoke_by_request(name text, is_key boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.revoke_by_request(name text, is_key boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.revoke_by_request(name text, is_key boolean) IS 'Revokes the keys, or the tokens, of this name for the tenant of the HTTP request, and returns how many; PT404 where there is none';
CREATE FUNCTION hardal_private.revoke_credential(tenant text, name text, is_key boolean) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.revoke_credential(tenant text, name text, is_key boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.revoke_credential(tenant text, name text, is_key boolean) IS 'Revokes a tenant''s tokens, or keys, of this name, expired ones too; returns how many; HD404 where none is left to revoke';
CREATE FUNCTION hardal_private.revoke_grants() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.revoke_grants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.revoke_grants() IS 'Revokes all rights on the API and the template, except the owner''s; migrate grants the rights anew in the same transaction';
CREATE FUNCTION hardal_private.revoke_url_begin(tenant text, name text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.revoke_url_begin(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.revoke_url_begin(tenant text, name text) IS 'First half of revoking a PSQL URL: it has no rights and cannot log in any more, and its connections end; returns how many; commit before revoke_url_finish; HD404 where there is none';
CREATE FUNCTION hardal_private.revoke_url_finish(tenant text, name text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.revoke_url_finish(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.revoke_url_finish(tenant text, name text) IS 'Second half of revoking a PSQL URL: ends its connections and drops its role; returns how many connections ended; HD404 where there is none';
CREATE FUNCTION hardal_private.role_statements() RETURNS SETOF text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO';
ALTER FUNCTION hardal_private.role_statements() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.role_statements() IS 'Returns SQL that makes hardal''s roles on another server, with their passwords where the caller may read pg_authid; run by a DBA''s login, before a dump is restored';
CREATE FUNCTION hardal_private.rollup_progress(tenant text, OUT rolled_up_until timestamp with time zone, OUT marked_days bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.rollup_progress(tenant text, OUT rolled_up_until timestamp with time zone, OUT marked_days bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rollup_progress(tenant text, OUT rolled_up_until timestamp with time zone, OUT marked_days bigint) IS 'Returns until when (exclusive) a tenant''s days are rolled up, null where none is, and how many of these days are marked to be counted again';
CREATE FUNCTION hardal_private.room_totals(tenant text, OUT names_without_view bigint, OUT properties_without_column bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.room_totals(tenant text, OUT names_without_view bigint, OUT properties_without_column bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.room_totals(tenant text, OUT names_without_view bigint, OUT properties_without_column bigint) IS 'Returns how many event names have no typed view, and how many properties no column, because there is no room; at most 1,000 of each are known';
CREATE FUNCTION hardal_private.rotate_key(tenant text, name text, expires_at timestamp with time zone, overlap interval, OUT key text, OUT jti uuid, OUT scope text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.rotate_key(tenant text, name text, expires_at timestamp with time zone, overlap interval, OUT key text, OUT jti uuid, OUT scope text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rotate_key(tenant text, name text, expires_at timestamp with time zone, overlap interval, OUT key text, OUT jti uuid, OUT scope text) IS 'Makes a key in place of the key of this name, which ends after the overlap; returns the new key, its jti and scope; HD404 where there is no such tenant or key; HD400 and HD409 as issue_key';
CREATE FUNCTION hardal_private.rotate_token(tenant text, name text, key_id text, expires_at timestamp with time zone, overlap interval, OUT jti uuid, OUT scope text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.rotate_token(tenant text, name text, key_id text, expires_at timestamp with time zone, overlap interval, OUT jti uuid, OUT scope text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rotate_token(tenant text, name text, key_id text, expires_at timestamp with time zone, overlap interval, OUT jti uuid, OUT scope text) IS 'Registers a token in place of the token of this name, which ends after the overlap; returns jti and scope of the new token; HD404 where there is no such tenant or token; HD400 and HD409 as issue_token';
CREATE FUNCTION hardal_private.rotate_url(tenant text, name text, verifier text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.rotate_url(tenant text, name text, verifier text, expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rotate_url(tenant text, name text, verifier text, expires_at timestamp with time zone) IS 'Gives a PSQL URL another password, as a SCRAM-SHA-256 verifier, and returns its role; expires_at: null keeps the expiry; HD400 where a value is not allowed; HD404 where there is none; HD409 where it is being revoked, or where the tenant has used the verifier before';
CREATE FUNCTION hardal_private.running_writers(tenant text) RETURNS TABLE(transaction text, who text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.running_writers(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.running_writers(tenant text) IS 'Transactions that run now and may have stored events or changed links of a tenant. transaction: an identifier; who: the connection and its login, as text';
CREATE FUNCTION hardal_private.safe_name(name text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.safe_name(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.safe_name(name text) IS 'Returns the name as an identifier that needs no quotes: letters of any script, digits and _, at most 57 bytes; unnamed where no character is left';
CREATE FUNCTION hardal_private.sees_persons(tenant text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.sees_persons(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.sees_persons(tenant text) IS 'Whether the caller of the API may see which ids of the tenant are one person';
CREATE FUNCTION hardal_private.segment_events(messages jsonb, live boolean DEFAULT false, skew interval DEFAULT NULL::interval) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.segment_events(messages jsonb, live boolean, skew interval) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.segment_events(messages jsonb, live boolean, skew interval) IS 'The events of an array of messages of Segment, RudderStack or Jitsu; live: as an SDK sends them, from a clock that is behind by skew';
CREATE FUNCTION hardal_private.segment_links(events jsonb) RETURNS TABLE(event jsonb, client_id text, person_id text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.segment_links(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.segment_links(events jsonb) IS 'The pairs of ids that events from Segment, RudderStack or Jitsu link, each with its event';
CREATE FUNCTION hardal_private.self_service() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.self_service() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.self_service() IS 'Returns whether self-service is on: whether PSQL URLs can be made over HTTP';
CREATE FUNCTION hardal_private.sent_key(credential text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.sent_key(credential text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.sent_key(credential text) IS 'The key in a credential: the part behind the colon, where there is one';
CREATE FUNCTION hardal_private.serve_door(vendor text, body bytea) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.serve_door(vendor text, body bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.serve_door(vendor text, body bytea) IS 'Stores the events of a request of another system''s SDK (vendor: the name of the door) and answers as ingest does; or status, headers and error where the whole request is refused';
CREATE FUNCTION hardal_private.serve_events(events jsonb, dry boolean, lines bigint[] DEFAULT NULL::bigint[], raws bytea[] DEFAULT NULL::bytea[], faults text[] DEFAULT NULL::text[], row_ids uuid[] DEFAULT NULL::uuid[]) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.serve_events(events jsonb, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.serve_events(events jsonb, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[]) IS 'Stores events for the caller''s tenant and sets the status of the answer: 200, 207 or 422; dry: answers in the same way and stores nothing; row_ids: ids under which rejected events are kept, so that a retry finds them. 25000 outside of READ COMMITTED';
CREATE FUNCTION hardal_private.serve_page_file(path text, version text) RETURNS bytea
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.serve_page_file(path text, version text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.serve_page_file(path text, version text) IS 'Returns a file of the page and sets the headers of the answer over HTTP; 404 where there is none of this path and version, 304 where the client has the page already';
CREATE FUNCTION hardal_private.set_authenticator_password(verifier text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.set_authenticator_password(verifier text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.set_authenticator_password(verifier text) IS 'Sets the password of hardal_authenticator, as which PostgREST logs in; HD400 where it is not a SCRAM-SHA-256 verifier';
CREATE FUNCTION hardal_private.set_cohorts_aside(tenant text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.set_cohorts_aside(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.set_cohorts_aside(tenant text) IS 'Drops the views of cohorts that call functions of hardal''s, for the time of a migrate, and returns what put_cohorts_back makes them again from';
CREATE FUNCTION hardal_private.set_limits(tenant text, limits jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.set_limits(tenant text, limits jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.set_limits(tenant text, limits jsonb) IS 'Sets the limits of a tenant that are named (null: the default); HD400 where a value is not allowed; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.set_lock_deadline(deadline timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.set_lock_deadline(deadline timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.set_lock_deadline(deadline timestamp with time zone) IS 'Sets lock_timeout to the time left until a deadline, 1 ms where no time is left; returns true';
CREATE FUNCTION hardal_private.set_response(status integer, headers jsonb) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.set_response(status integer, headers jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.set_response(status integer, headers jsonb) IS 'Sets the status and the headers of the answer over HTTP';
CREATE FUNCTION hardal_private.shared_schemas() RETURNS name[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.shared_schemas() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.shared_schemas() IS 'The names of hardal''s own schemas and the template''s';
CREATE FUNCTION hardal_private.shell_quote(word text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.shell_quote(word text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.shell_quote(word text) IS 'Returns the word as a shell reads it: quoted where it needs quotes';
CREATE FUNCTION hardal_private.shift_time(created_at jsonb, skew interval) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.shift_time(created_at jsonb, skew interval) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.shift_time(created_at jsonb, skew interval) IS 'A created_at, later by the time by which the sender''s clock is behind';
CREATE FUNCTION hardal_private.show_person(tenant text, id text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.show_person(tenant text, id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.show_person(tenant text, id text) IS 'A person of a tenant by any of its client ids; HD404 where there is no such tenant, or nothing is known of the id';
CREATE FUNCTION hardal_private.wide_numbers(value jsonb) RETURNS numeric[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.wide_numbers(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.wide_numbers(value jsonb) IS 'The numbers in a value that may print as far more characters than they have bytes';
CREATE FUNCTION hardal_private.size_faults(event jsonb, max_bytes integer) RETURNS TABLE(code text, message text)
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.size_faults(event jsonb, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.size_faults(event jsonb, max_bytes integer) IS 'too_large, as code and message, where an event has more than max_bytes bytes (8 KiB at least) beside its properties; else no row';
CREATE FUNCTION hardal_private.snowplow_data(events jsonb, plain text, packed text) RETURNS jsonb[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.snowplow_data(events jsonb, plain text, packed text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.snowplow_data(events jsonb, plain text, packed text) IS 'For each event: the JSON in the field plain, or in base64 in the field packed; null where it has neither, or it cannot be read';
CREATE FUNCTION hardal_private.snowplow_events(events jsonb, now timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.snowplow_events(events jsonb, now timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.snowplow_events(events jsonb, now timestamp with time zone) IS 'The events of an array of events of Snowplow''s tracker protocol, received at this time';
CREATE FUNCTION hardal_private.snowplow_json(plain text, base64 text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.snowplow_json(plain text, base64 text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.snowplow_json(plain text, base64 text) IS 'The JSON of a field of Snowplow''s tracker protocol; null where it cannot be read';
CREATE FUNCTION hardal_private.snowplow_links(events jsonb) RETURNS TABLE(event jsonb, client_id text, person_id text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.snowplow_links(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.snowplow_links(events jsonb) IS 'The pairs of ids that events from Snowplow link, each with its event';
CREATE FUNCTION hardal_private.stale_statistics(tenant text, touched name[], client_ids text[], request_id text, properties jsonb) RETURNS name[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.stale_statistics(tenant text, touched name[], client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.stale_statistics(tenant text, touched name[], client_ids text[], request_id text, properties jsonb) IS 'Tables of a tenant''s store whose statistics may hold values of a person who was erased from the partitions `touched`';
CREATE FUNCTION hardal_private.stats(only_tenant text DEFAULT NULL::text, exact boolean DEFAULT false) RETURNS TABLE(tenant text, events bigint, events_per_second numeric, bytes bigint, event_table_bytes bigint, event_index_bytes bigint, partitions bigint, oldest_month text, newest_month text, oldest_event timestamp with time zone, newest_event timestamp with time zone, ledger_ids bigint, ledger_bytes bigint, rejected_events bigint, rejected_bytes bigint, rejected_not_kept bigint, horizon timestamp with time zone, maintained_at timestamp with time zone, maintenance_failed_at timestamp with time zone, rolled_up_until timestamp with time zone, rollup_lag interval, marked_days bigint, names_without_view bigint, properties_without_column bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.stats(only_tenant text, exact boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.stats(only_tenant text, exact boolean) IS 'Returns numbers of each tenant, or of one; events and ledger_ids are estimates unless exact; events_per_second is of the last day''s newest 1,000 events; HD404 where only_tenant does not exist';
CREATE FUNCTION hardal_private.store_sizes(tenant text, OUT events bigint, OUT bytes bigint, OUT event_table_bytes bigint, OUT event_index_bytes bigint, OUT partitions bigint, OUT oldest_month text, OUT newest_month text, OUT ledger_ids bigint, OUT ledger_bytes bigint) RETURNS record
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.store_sizes(tenant text, OUT events bigint, OUT bytes bigint, OUT event_table_bytes bigint, OUT event_index_bytes bigint, OUT partitions bigint, OUT oldest_month text, OUT newest_month text, OUT ledger_ids bigint, OUT ledger_bytes bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.store_sizes(tenant text, OUT events bigint, OUT bytes bigint, OUT event_table_bytes bigint, OUT event_index_bytes bigint, OUT partitions bigint, OUT oldest_month text, OUT newest_month text, OUT ledger_ids bigint, OUT ledger_bytes bigint) IS 'Returns the sizes of a tenant''s store in bytes, its number of partitions and their months, and PostgreSQL''s estimates of its events and of the ledger''s ids';
CREATE FUNCTION hardal_private.suspend_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.suspend_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.suspend_tenant(tenant text) IS 'Refuses a tenant''s tokens, and new connections of its PSQL URLs; end_tenant_connections ends the open ones; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.sync_login(role name, verifier text DEFAULT NULL::text, dropped boolean DEFAULT false) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.sync_login(role name, verifier text, dropped boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.sync_login(role name, verifier text, dropped boolean) IS 'Makes the login of a PSQL URL match its row, with the password of this verifier where there is one; dropped: ends its connections and drops it; returns how many connections ended; HD404 where the role has no row';
CREATE FUNCTION hardal_private.template_version() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.template_version() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.template_version() IS 'SHA-256 of the template''s whole text, in hexadecimal; a tenant whose row has another value has to be brought up to date';
CREATE FUNCTION hardal_private.tenant_limits(tenant text, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer, OUT read_timeout integer, OUT write_timeout integer, OUT reads_at_once integer, OUT writes_at_once integer, OUT max_urls integer, OUT oldest timestamp with time zone, OUT newest timestamp with time zone) RETURNS record
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.tenant_limits(tenant text, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer, OUT read_timeout integer, OUT write_timeout integer, OUT reads_at_once integer, OUT writes_at_once integer, OUT max_urls integer, OUT oldest timestamp with time zone, OUT newest timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.tenant_limits(tenant text, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer, OUT read_timeout integer, OUT write_timeout integer, OUT reads_at_once integer, OUT writes_at_once integer, OUT max_urls integer, OUT oldest timestamp with time zone, OUT newest timestamp with time zone) IS 'Returns a tenant''s limits: bytes of an event; rows, bytes and days of its quarantine; months that events are kept (null: without end); milliseconds that a read and a write over HTTP may take, and how many of them may run at once (writes_at_once null: no bound of the tenant''s own); how many PSQL URLs it may have; oldest and newest, the range of created_at that it accepts';
CREATE FUNCTION hardal_private.text_faults(field text, value jsonb) RETURNS TABLE(code text, message text)
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.text_faults(field text, value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.text_faults(field text, value jsonb) IS 'The faults of client_id or hardal_server_request_id, as code and message; none where it is null';
CREATE FUNCTION hardal_private.token_scopes() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.token_scopes() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.token_scopes() IS 'Returns the scopes that a token can have';
CREATE FUNCTION hardal_private.truncated_payload(event jsonb) RETURNS bytea
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.truncated_payload(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.truncated_payload(event jsonb) IS 'The first 8 KiB of an event''s text, as UTF-8; for an event that cannot be printed, the text holds only its fields that are strings or booleans';
CREATE FUNCTION hardal_private.typed_views() RETURNS TABLE(tenant text, view regclass)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.typed_views() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.typed_views() IS 'Returns every typed view of every tenant that hardal has made and that is still there';
CREATE FUNCTION hardal_private.unfinished_transactions(tenant text, transactions text[]) RETURNS TABLE(transaction text, who text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.unfinished_transactions(tenant text, transactions text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.unfinished_transactions(tenant text, transactions text[]) IS 'The given transactions that still run, and all prepared transactions of the tenant; the columns are those of running_writers';
CREATE FUNCTION hardal_private.unknown_field_faults(event jsonb) RETURNS TABLE(field text, code text, message text)
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.unknown_field_faults(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.unknown_field_faults(event jsonb) IS 'A fault for each unknown field of an event, as field, code and message; none where the event is not an object';
CREATE FUNCTION hardal_private.unlink_by_admin(tenant text, client_id text, person_id text, dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.unlink_by_admin(tenant text, client_id text, person_id text, dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.unlink_by_admin(tenant text, client_id text, person_id text, dry boolean) IS 'Deletes the link of two client ids, or all links of one: unlinked, persons, before, after; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.unlink_pair(tenant text, client_id text, person_id text, dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.unlink_pair(tenant text, client_id text, person_id text, dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.unlink_pair(tenant text, client_id text, person_id text, dry boolean) IS 'Deletes the link of two client ids, or all links of one: unlinked, persons, before (null where there is no such link) and after; PT400 without a client_id or with an empty person_id';
CREATE FUNCTION hardal_private.unreadable_line_errors(fault text, line bytea, max_bytes integer) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.unreadable_line_errors(fault text, line bytea, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.unreadable_line_errors(fault text, line bytea, max_bytes integer) IS 'The errors of a line that could not be read for the reason in fault: invalid_json, and too_large where it has more than max_bytes bytes (8 KiB at least); null where fault is null';
CREATE FUNCTION hardal_private.url_scopes() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.url_scopes() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.url_scopes() IS 'Returns the scopes that a PSQL URL can have';
CREATE FUNCTION hardal_private.url_settings(url hardal_private.urls) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.url_settings(url hardal_private.urls) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.url_settings(url hardal_private.urls) IS 'Returns the settings of a PSQL URL''s role as name=value, in the order of sync_login';
CREATE FUNCTION hardal_private.url_state(url hardal_private.urls) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.url_state(url hardal_private.urls) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.url_state(url hardal_private.urls) IS 'Returns live, suspended (the tenant is suspended), expired or being revoked';
CREATE FUNCTION hardal_private.usage(tenant text, days integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.usage(tenant text, days integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.usage(tenant text, days integer) IS 'Returns a tenant''s events and rejected events of the last days, its sizes in bytes, its quarantine, its retention and its last maintenance';
CREATE FUNCTION hardal_private.vendor_events(vendor text, rows jsonb, path text, skew interval, now timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.vendor_events(vendor text, rows jsonb, path text, skew interval, now timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.vendor_events(vendor text, rows jsonb, path text, skew interval, now timestamp with time zone) IS 'The events of an array of a vendor''s rows';
CREATE FUNCTION hardal_private.vendor_id(system text, id text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.vendor_id(system text, id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.vendor_id(system text, id text) IS 'The id of an event of another system by that system''s own id; null where it is empty';
CREATE FUNCTION hardal_private.vendor_links(vendor text, events jsonb) RETURNS TABLE(event jsonb, client_id text, person_id text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.vendor_links(vendor text, events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.vendor_links(vendor text, events jsonb) IS 'The pairs of ids that events from a vendor link, each with its event';
CREATE FUNCTION hardal_private.vendor_properties(name text, own jsonb, rest jsonb) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.vendor_properties(name text, own jsonb, rest jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.vendor_properties(name text, own jsonb, rest jsonb) IS 'Properties of an event of another system: its own, and the rest of the row below this name';
CREATE FUNCTION hardal_private.view_places() RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.view_places() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.view_places() IS 'Returns how many typed views maintenance makes for a tenant at most';
CREATE FUNCTION hardal_private.without_nulls(source jsonb) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE;
ALTER FUNCTION hardal_private.without_nulls(source jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.without_nulls(source jsonb) IS 'What drop_nulls returns, faster where no member is null';
CREATE FUNCTION hardal_private.write_cohort(tenant text, name text, definition jsonb, is_static boolean, description text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.write_cohort(tenant text, name text, definition jsonb, is_static boolean, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.write_cohort(tenant text, name text, definition jsonb, is_static boolean, description text) IS 'Makes a cohort from a definition, and describes it; PT400 where the definition is wrong, HD400, HD403 and HD409 as require_new_cohort and place_cohort, 55P03 where maintenance or an erasure holds the tenant';
CREATE FUNCTION hardal_private.write_cursor(kind text, place jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE;
ALTER FUNCTION hardal_private.write_cursor(kind text, place jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.write_cursor(kind text, place jsonb) IS 'A place in a list of this kind as text of letters, digits, - and _; null where there is none';
CREATE FUNCTION hardal_private.write_description(tenant text, event_name text, property text, description text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.write_description(tenant text, event_name text, property text, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.write_description(tenant text, event_name text, property text, description text) IS 'Writes or removes (empty) the description of an event, or of a property where one is named, and returns it; HD400 where it is too long, HD404 where there is no such event or property, 55P03 where maintenance or an erasure holds the tenant';
CREATE FUNCTION hardal_private.write_metric(tenant text, name text, definition jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s';
ALTER FUNCTION hardal_private.write_metric(tenant text, name text, definition jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.write_metric(tenant text, name text, definition jsonb) IS 'Makes a metric, and describes it; PT400 where the definition is wrong, HD400 and HD409 as require_new_metric, 55P03 where maintenance or an erasure holds the tenant';
CREATE FUNCTION hardal_private.written_forms(value text) RETURNS bytea[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.written_forms(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.written_forms(value text) IS 'The bytes by which a text can be found in a line that is no JSON: the text as it is, and in the escapes that writers of JSON use';
CREATE FUNCTION hardal_private.written_text(body bytea) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION hardal_private.written_text(body bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.written_text(body bytea) IS 'The text of a body in which the keys of its SDK stand';
CREATE FUNCTION template.active_clients(period text DEFAULT 'day'::text, since date DEFAULT NULL::date, until date DEFAULT NULL::date, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.active_clients
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) IS 'Active clients by day, week or month, in a time zone; since and until are dates alone, and null is no bound. unit is client, person or a property. Any time zone but UTC, any other unit, and a filter or cohort need the right to read events. PT400 where there is no such period or time zone. select * from active_clients(''week'', ''2024-10-01'')';
CREATE FUNCTION template.as_timestamp(value text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template.as_timestamp(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.as_timestamp(value text) IS 'The time of an RFC 3339 date and time, in UTC where the text has no zone; null for any other text';
CREATE FUNCTION template.attribution(conversion_event text, property text, touch_events text[] DEFAULT NULL::text[], model text DEFAULT 'last'::text, within interval DEFAULT '30 days'::interval, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, time_zone text DEFAULT 'UTC'::text, value_property text DEFAULT NULL::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, touch_filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, max_rows integer DEFAULT 50) RETURNS SETOF hardal.attribution
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off';
ALTER FUNCTION template.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since anycompatible, until anycompatible, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since anycompatible, until anycompatible, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) IS 'To which value of a property of touches (such as utm.source) conversions are counted: that of the first touch, of the last one, or of all alike (linear); since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of time_zone. PT400 for a wrong argument. select * from attribution(''purchase'', ''utm.source'', model => ''first'')';
CREATE FUNCTION template.daily_activity(since date DEFAULT NULL::date, until date DEFAULT NULL::date, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.daily_activity
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template.daily_activity(since date, until date, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.daily_activity(since date, until date, time_zone text) IS 'Events and clients by day and event name, in a time zone; since and until are dates alone, and null is no bound. Any time zone but UTC needs the right to read events. PT400 where there is no such time zone. select * from daily_activity(time_zone => ''Europe/Istanbul'')';
CREATE FUNCTION template.experiment(exposure_event text, variant_property text, goal_event text, metric text DEFAULT 'conversion'::text, value_property text DEFAULT NULL::text, within interval DEFAULT '14 days'::interval, control text DEFAULT NULL::text, confidence double precision DEFAULT 0.95, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, goal_filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.experiment_variant
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off';
ALTER FUNCTION template.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) IS 'Compares the variants of an experiment by the share of units that reach a goal, or by the mean of a number, with intervals and p-values; since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of time_zone. PT400 for a wrong argument. select * from experiment(''page_view'', ''variant'', ''purchase'')';
CREATE FUNCTION template.flatten(properties jsonb) RETURNS TABLE(property text, json_type text, value jsonb)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION template.flatten(properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.flatten(properties jsonb) IS 'The properties of an event, one row each: property (its keys joined by dots), JSON type, value: select * from events cross join flatten(properties)';
CREATE FUNCTION template.funnel(steps text[], within interval DEFAULT '7 days'::interval, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, by text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, step_filters jsonb DEFAULT NULL::jsonb, ordering text DEFAULT 'ordered'::text, exclude jsonb DEFAULT NULL::jsonb, first_ever boolean DEFAULT false, by_of text DEFAULT 'first'::text) RETURNS SETOF hardal.funnel_step
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off';
ALTER FUNCTION template.funnel(steps text[], within interval, since anycompatible, until anycompatible, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.funnel(steps text[], within interval, since anycompatible, until anycompatible, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) IS 'How many units (client, person, or a property) went from event to event, within an interval; with by, for each value of a property of the first event (by_of: of a later one, or of the unit); ordering is ordered, strict or any; since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of time_zone. PT400 for a wrong argument. select * from funnel(''{signup,purchase}'', ''7 days'')';
CREATE FUNCTION template.funnel_times(steps text[], within interval DEFAULT '7 days'::interval, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, from_step integer DEFAULT 1, to_step integer DEFAULT NULL::integer, buckets integer DEFAULT 20, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, step_filters jsonb DEFAULT NULL::jsonb, ordering text DEFAULT 'ordered'::text, exclude jsonb DEFAULT NULL::jsonb, first_ever boolean DEFAULT false) RETURNS SETOF hardal.funnel_time
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off';
ALTER FUNCTION template.funnel_times(steps text[], within interval, since anycompatible, until anycompatible, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.funnel_times(steps text[], within interval, since anycompatible, until anycompatible, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) IS 'How long units take from one step of a funnel to another, in buckets that are equally wide; the other arguments are those of funnel. PT400 for a wrong argument. select * from funnel_times(''{signup,purchase}'', buckets => 10)';
CREATE FUNCTION template.funnel_trend(steps text[], every text DEFAULT 'week'::text, within interval DEFAULT '7 days'::interval, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, step_filters jsonb DEFAULT NULL::jsonb, ordering text DEFAULT 'ordered'::text, exclude jsonb DEFAULT NULL::jsonb, first_ever boolean DEFAULT false) RETURNS SETOF hardal.funnel_period
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off';
ALTER FUNCTION template.funnel_trend(steps text[], every text, within interval, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.funnel_trend(steps text[], every text, within interval, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) IS 'The funnel of each hour, day, week or month in which units began it; the other arguments are those of funnel. PT400 for a wrong argument. select * from funnel_trend(''{signup,purchase}'', ''week'')';
CREATE FUNCTION template.funnel_units(steps text[], within interval DEFAULT '7 days'::interval, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, by text DEFAULT NULL::text, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text, step_filters jsonb DEFAULT NULL::jsonb, ordering text DEFAULT 'ordered'::text, exclude jsonb DEFAULT NULL::jsonb, first_ever boolean DEFAULT false, by_of text DEFAULT 'first'::text, step integer DEFAULT NULL::integer, outcome text DEFAULT 'converted'::text, after text DEFAULT NULL::text, max_rows integer DEFAULT 1000) RETURNS SETOF hardal.funnel_unit
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off';
ALTER FUNCTION template.funnel_units(steps text[], within interval, since anycompatible, until anycompatible, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.funnel_units(steps text[], within interval, since anycompatible, until anycompatible, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) IS 'The units that funnel counts: those that reached a step (outcome converted), or were lost before it (lost); the other arguments are those of funnel. PT400 for a wrong argument. select * from funnel_units(''{signup,purchase}'', outcome => ''lost'')';
CREATE FUNCTION template.lifecycle(event_names text[] DEFAULT NULL::text[], every text DEFAULT 'week'::text, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.lifecycle_period
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template.lifecycle(event_names text[], every text, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.lifecycle(event_names text[], every text, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text) IS 'The lifecycle report: of each day, week or month, how many units are new, returning, resurrected (active after a pause) or dormant (active in the period before alone); periods are whole, from the one of since to the one before until; null event_names are any event. PT400 for a wrong argument. select * from lifecycle(every => ''month'')';
CREATE FUNCTION template.paths(start_event text, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, within interval DEFAULT '01:00:00'::interval, depth integer DEFAULT 4, max_rows integer DEFAULT 50, time_zone text DEFAULT 'UTC'::text, direction text DEFAULT 'after'::text, end_event text DEFAULT NULL::text, leave_out text[] DEFAULT NULL::text[], collapse boolean DEFAULT false, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.path
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template.paths(start_event text, since anycompatible, until anycompatible, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.paths(start_event text, since anycompatible, until anycompatible, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) IS 'How often units take each path of events after a start event, before it (direction), or from it to end_event, the most frequent first; since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of time_zone. PT400 for a wrong argument. select * from paths(''signup'', depth => 3)';
CREATE FUNCTION template.property_breakdown(event_name text, property text, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, max_rows integer DEFAULT 50, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.property_value
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template.property_breakdown(event_name text, property text, since anycompatible, until anycompatible, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.property_breakdown(event_name text, property text, since anycompatible, until anycompatible, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) IS 'How often a property of an event has each value, the most frequent first; since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of time_zone. PT400 for a wrong argument. select * from property_breakdown(''purchase'', ''nested_data.category'')';
CREATE FUNCTION template.property_keys(property text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER FUNCTION template.property_keys(property text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.property_keys(property text) IS 'The keys of a property: property_keys(''nested_data.category'') is {nested_data,category}; null for null';
CREATE FUNCTION template.retention(first_event text DEFAULT NULL::text, return_event text DEFAULT NULL::text, period text DEFAULT 'week'::text, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, time_zone text DEFAULT 'UTC'::text, by text DEFAULT NULL::text, mode text DEFAULT 'exact'::text, at_least integer DEFAULT 1, recurrence text DEFAULT 'first'::text, property text DEFAULT NULL::text, mean boolean DEFAULT false, max_values integer DEFAULT 10, unit text DEFAULT 'client'::text, first_filter jsonb DEFAULT NULL::jsonb, return_filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.retention_cell
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off';
ALTER FUNCTION template.retention(first_event text, return_event text, period text, since anycompatible, until anycompatible, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.retention(first_event text, return_event text, period text, since anycompatible, until anycompatible, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) IS 'The retention report: how many units come back, by the period of their first event and the periods after it; periods are whole, from the one of since to the one before until; null first_event or return_event is any event; by breaks it down by a property of the first event, mode is exact or unbounded, recurrence first or recurring. PT400 for a wrong argument. select * from retention(''signup'', ''purchase'', ''month'')';
CREATE FUNCTION template.sessions(since anycompatible, until anycompatible DEFAULT NULL::unknown, gap interval DEFAULT '00:30:00'::interval, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.session
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template.sessions(since anycompatible, until anycompatible, gap interval, time_zone text, unit text, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.sessions(since anycompatible, until anycompatible, gap interval, time_zone text, unit text, cohort text) IS 'Sessions that start in [since, until): events of a unit (client, person, or a property) with no pause longer than gap; both are dates or times of time_zone, and null is no bound. PT400 for a wrong argument. select * from sessions(now() - interval ''7 days'')';
CREATE FUNCTION template.stickiness(event_names text[] DEFAULT NULL::text[], within text DEFAULT 'week'::text, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, time_zone text DEFAULT 'UTC'::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.stickiness_day
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template.stickiness(event_names text[], within text, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.stickiness(event_names text[], within text, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text) IS 'The stickiness report: how many units were active on 1, 2, 3 ... days of each week or month; periods are whole, from the one of since to the one before until; null event_names are any event. PT400 for a wrong argument. select * from stickiness(within => ''month'')';
CREATE FUNCTION template.trend(event_names text[], measure text DEFAULT 'events'::text, by text DEFAULT NULL::text, every text DEFAULT 'day'::text, since anycompatible DEFAULT NULL::unknown, until anycompatible DEFAULT NULL::unknown, compare boolean DEFAULT false, max_values integer DEFAULT 10, time_zone text DEFAULT 'UTC'::text, property text DEFAULT NULL::text, unit text DEFAULT 'client'::text, filter jsonb DEFAULT NULL::jsonb, cohort text DEFAULT NULL::text) RETURNS SETOF hardal.trend_point
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_sort TO 'off';
ALTER FUNCTION template.trend(event_names text[], measure text, by text, every text, since anycompatible, until anycompatible, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.trend(event_names text[], measure text, by text, every text, since anycompatible, until anycompatible, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) IS 'One to five event names by hour, day, week or month, from since to until: events, units, or sum, avg, min, max, p50, p90, p95 or p99 of the numbers of a property (measure); by breaks each name down by a property, compare counts the span before as well; unit is client, person or a property, filter and cohort leave events out. since is inclusive (left out: the period of 30 days ago), until exclusive (left out: the end of the current period), both are dates or times of time_zone. PT400 for a wrong argument. select * from trend(''{signup,purchase}'', ''clients'', every => ''week'', compare => true)';
CREATE FUNCTION template__store.add_event_view(event_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.add_event_view(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.add_event_view(event_name text) IS 'Makes the next maintenance make an event''s typed view; HD404 where there is no such event';
CREATE FUNCTION template__store.add_links(client_ids text[], person_ids text[], since timestamp with time zone[], source text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off';
ALTER FUNCTION template__store.add_links(client_ids text[], person_ids text[], since timestamp with time zone[], source text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.add_links(client_ids text[], person_ids text[], since timestamp with time zone[], source text) IS 'Stores pairs of client ids and the persons that follow from them, and returns how many were new; PT429 where another transaction changes links for too long; 25000 outside of READ COMMITTED';
CREATE FUNCTION template__store.answer_mixed_batch(events jsonb, idempotency_key text, dry boolean, lines bigint[], raws bytea[], row_ids uuid[], ids uuid[], errors jsonb[], outcomes text[]) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.answer_mixed_batch(events jsonb, idempotency_key text, dry boolean, lines bigint[], raws bytea[], row_ids uuid[], ids uuid[], errors jsonb[], outcomes text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.answer_mixed_batch(events jsonb, idempotency_key text, dry boolean, lines bigint[], raws bytea[], row_ids uuid[], ids uuid[], errors jsonb[], outcomes text[]) IS 'The answer for a batch by the outcome of each event; keeps the rejected events in quarantine unless dry. lines is null except for NDJSON; row_ids is null except for an import and a door';
CREATE FUNCTION template__store.attached_partitions() RETURNS oid[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.attached_partitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.attached_partitions() IS 'Returns the attached partitions of the events, as the statement that calls it sees them';
CREATE FUNCTION template__store.choose_rejected(code text, field text, event_name text, after jsonb, OUT ids uuid[], OUT remaining bigint, OUT next jsonb) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template__store.choose_rejected(code text, field text, event_name text, after jsonb, OUT ids uuid[], OUT remaining bigint, OUT next jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.choose_rejected(code text, field text, event_name text, after jsonb, OUT ids uuid[], OUT remaining bigint, OUT next jsonb) IS 'Up to 1,000 rejected events of a reason after a place, oldest first; how many more there are, and the place where they begin (null: there are no more). A null filter filters nothing; PT400 where after is no place';
CREATE FUNCTION template__store.column_candidates() RETURNS TABLE(event_name text, property text, column_type text, is_beside boolean, events bigint, has_room boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.column_candidates() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.column_candidates() IS 'Returns the columns that typed views should get, in how many events their properties were seen, and whether there is room; is_beside: the text column beside a typed one';
CREATE FUNCTION template__store.columns_left(event_name text) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.columns_left(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.columns_left(event_name text) IS 'Returns how many columns maintenance may still add to an event''s typed view; less than 1 where the view is full';
CREATE FUNCTION template__store.comment_event_view(event_name text, view_name name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.comment_event_view(event_name text, view_name name) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.comment_event_view(event_name text, view_name name) IS 'Comments the typed view of an event name and each of its columns';
CREATE FUNCTION template__store.count_metric_day(metric text, day date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.count_metric_day(metric text, day date) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.count_metric_day(metric text, day date) IS 'Counts the counting_day of a metric, into the rollups; 55P03 where a partition came or went meanwhile: call it again';
CREATE FUNCTION template__store.count_metrics(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.count_metrics(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.count_metrics(dry boolean) IS 'A step of maintenance: counts one day of a metric that was just made, or makes its view; null where all metrics are counted';
CREATE FUNCTION template__store.count_period(period text, starts_on date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.count_period(period text, starts_on date) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.count_period(period text, starts_on date) IS 'Counts one live period from the events alone, into the rollups, and deletes its marks; 55P03 where a partition came or went meanwhile: call it again';
CREATE FUNCTION template__store.daily_totals(days integer) RETURNS TABLE(day date, events bigint, rejected bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template__store.daily_totals(days integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.daily_totals(days integer) IS 'Events, and rejected events that are still in quarantine, of each of the last days, the oldest first';
CREATE FUNCTION template__store.delete_rejected(ids uuid[]) RETURNS bigint
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.delete_rejected(ids uuid[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.delete_rejected(ids uuid[]) IS 'Removes rejected events from quarantine and returns how many it removed';
CREATE FUNCTION template__store.describe(event_name text, property text, description text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.describe(event_name text, property text, description text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.describe(event_name text, property text, description text) IS 'Writes or removes the description of an event (property null) or of a property, and returns it; HD404 where there is no such event or property';
CREATE FUNCTION template__store.discard_rejected(ids uuid[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.discard_rejected(ids uuid[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.discard_rejected(ids uuid[]) IS 'Deletes rejected events for good and returns how many it deleted; skips events that another transaction has locked';
CREATE FUNCTION template__store.discard_rollups() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.discard_rollups() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.discard_rollups() IS 'Empties all rollups; maintenance counts every period again';
CREATE FUNCTION template__store.drop_columns(event_name text, property text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.drop_columns(event_name text, property text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.drop_columns(event_name text, property text) IS 'Drops the columns of a property from an event''s typed view; maintenance does not make them again; HD404 where there are none';
CREATE FUNCTION template__store.drop_event_view(event_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.drop_event_view(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.drop_event_view(event_name text) IS 'Drops an event''s typed view; maintenance does not make it again; HD404 where the name neither has a view nor waits for one';
CREATE FUNCTION template__store.drop_expired(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.drop_expired(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.drop_expired(dry boolean) IS 'A step of maintenance: drops the oldest month behind the horizon; null where there is none';
CREATE FUNCTION template__store.drop_revoked_urls(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.drop_revoked_urls(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.drop_revoked_urls(dry boolean) IS 'A step of maintenance: drops the logins of PSQL URLs that were revoked more than a minute ago; dry: only names them. Returns a line of the report; null where there is none';
CREATE FUNCTION template__store.erase_cohort_units(client_ids text[], request_id text, properties jsonb) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.erase_cohort_units(client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.erase_cohort_units(client_ids text[], request_id text, properties jsonb) IS 'Erases a person''s units from the static cohorts';
CREATE FUNCTION template__store.erase_partition(partition name, client_ids text[], request_id text, properties jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.erase_partition(partition name, client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.erase_partition(partition name, client_ids text[], request_id text, properties jsonb) IS 'Erases a person''s events from one partition, leaves their ids as tombstones, and returns how many events were erased; 0 where there is no such partition any more';
CREATE FUNCTION template__store.erase_rejected(client_ids text[], request_id text, properties jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.erase_rejected(client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.erase_rejected(client_ids text[], request_id text, properties jsonb) IS 'Erases a person''s rejected events from the quarantine, leaves their ids as tombstones, and returns how many rejected events were erased';
CREATE FUNCTION template__store.event_overview(days integer, time_zone text) RETURNS SETOF hardal.event_overview
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template__store.event_overview(days integer, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.event_overview(days integer, time_zone text) IS 'Each event name, the most frequent first, with its events of each of the last days of a time zone';
CREATE FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) RETURNS SETOF hardal.event
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) IS 'One page of the tenant''s events, newest first, from since (inclusive) to until (exclusive), after the event whose id is after. A null filter filters nothing; PT400 where after is no event';
CREATE FUNCTION template__store.expire_rejected(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.expire_rejected(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.expire_rejected(dry boolean) IS 'A step of maintenance: deletes up to 1,000 expired events from quarantine; dry: only counts all expired events. Returns a line of the report; null where no event is expired';
CREATE FUNCTION template__store.expired_partitions(horizon timestamp with time zone) RETURNS TABLE(partition name, state text, bytes bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.expired_partitions(horizon timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.expired_partitions(horizon timestamp with time zone) IS 'Partitions that are older than this horizon, oldest first; the columns are those of list_partitions. None where the horizon is null';
CREATE FUNCTION template__store.find_clients(prefix text, max_rows integer) RETURNS SETOF hardal.found_client
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off';
ALTER FUNCTION template__store.find_clients(prefix text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.find_clients(prefix text, max_rows integer) IS 'The clients whose client_id begins with this text, by name, at most max_rows';
CREATE FUNCTION template__store.find_event(id uuid) RETURNS SETOF hardal.event
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.find_event(id uuid) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.find_event(id uuid) IS 'The event with this id; no row where there is none';
CREATE FUNCTION template__store.find_persons(prefix text, max_rows integer) RETURNS SETOF hardal.found_person
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off';
ALTER FUNCTION template__store.find_persons(prefix text, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.find_persons(prefix text, max_rows integer) IS 'The persons with a client id that begins with this text, by their ids, at most max_rows';
CREATE FUNCTION template__store.find_rejected(code text, event_name text, since timestamp with time zone, until timestamp with time zone, ids uuid[], max_rows bigint) RETURNS TABLE(rejected_id uuid, received_at timestamp with time zone, name text, bytes bigint, errors jsonb, payload jsonb, raw bytea)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.find_rejected(code text, event_name text, since timestamp with time zone, until timestamp with time zone, ids uuid[], max_rows bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.find_rejected(code text, event_name text, since timestamp with time zone, until timestamp with time zone, ids uuid[], max_rows bigint) IS 'Rejected events by error code, event_name, time of receipt (until is exclusive) or id, oldest first, at most max_rows; a null filter filters nothing, and a null max_rows is no limit';
CREATE FUNCTION template__store.forget_gone_names() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.forget_gone_names() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.forget_gone_names() IS 'Forgets names without a view, and properties without a column, that no event has any more, and their descriptions';
CREATE FUNCTION template__store.import_lines(body bytea, row_ids uuid[], same_id_is_same boolean DEFAULT false, vendor text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on'
    SET lock_timeout TO '5s';
ALTER FUNCTION template__store.import_lines(body bytea, row_ids uuid[], same_id_is_same boolean, vendor text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.import_lines(body bytea, row_ids uuid[], same_id_is_same boolean, vendor text) IS 'Stores a batch of NDJSON for an import, with an id for each line that is not blank, and with received_at where a line names one; answers as ingest does, without ids. HD403 for a suspended tenant, PT400 where lines and ids differ in number';
CREATE FUNCTION template__store.ingest(events jsonb, idempotency_key text DEFAULT NULL::text, dry boolean DEFAULT false, lines bigint[] DEFAULT NULL::bigint[], raws bytea[] DEFAULT NULL::bytea[], faults text[] DEFAULT NULL::text[], row_ids uuid[] DEFAULT NULL::uuid[], received timestamp with time zone[] DEFAULT NULL::timestamp with time zone[], same_id_is_same boolean DEFAULT false) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET default_tablespace TO ''
    SET lock_timeout TO '2s';
ALTER FUNCTION template__store.ingest(events jsonb, idempotency_key text, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], same_id_is_same boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.ingest(events jsonb, idempotency_key text, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], same_id_is_same boolean) IS 'Stores an array of events for the tenant and answers for each event; dry: answers in the same way and stores nothing; PT429 where another transaction stood in the way for too long; 25000 outside of READ COMMITTED';
CREATE FUNCTION template__store.is_known(event_name text, property text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.is_known(event_name text, property text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.is_known(event_name text, property text) IS 'Whether the tenant has events of this name, and, with a property, whether they have it';
CREATE FUNCTION template__store.keep_rejected(rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]) RETURNS uuid[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.keep_rejected(rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.keep_rejected(rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]) IS 'Puts rejected events into quarantine as far as there is room and returns the ids that are in quarantine now; counts the others as dropped';
CREATE FUNCTION template__store.ledger_outcomes(ids uuid[], digests bigint[], entered uuid[]) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.ledger_outcomes(ids uuid[], digests bigint[], entered uuid[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.ledger_outcomes(ids uuid[], digests bigint[], entered uuid[]) IS 'For each id of a batch: accepted, duplicate, id_conflict or erased; rejected where the id is null; trimmed where retention took the id out of the ledger meanwhile';
CREATE FUNCTION template__store.link(client_ids text[], person_ids text[], since timestamp with time zone[], source text, event_ids uuid[] DEFAULT NULL::uuid[], OUT linked bigint, OUT refused bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET lock_timeout TO '2s';
ALTER FUNCTION template__store.link(client_ids text[], person_ids text[], since timestamp with time zone[], source text, event_ids uuid[], OUT linked bigint, OUT refused bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.link(client_ids text[], person_ids text[], since timestamp with time zone[], source text, event_ids uuid[], OUT linked bigint, OUT refused bigint) IS 'Links pairs of client ids, and returns how many were new (linked) and how many have a generic id or one that is no client_id (refused); PT429 where another transaction changes links for too long; 25000 outside of READ COMMITTED';
CREATE FUNCTION template__store.link_events(vendor text, events jsonb, source text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off';
ALTER FUNCTION template__store.link_events(vendor text, events jsonb, source text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.link_events(vendor text, events jsonb, source text) IS 'Stores the links that a vendor''s events bring; links and refused_links: how many are new, and how many have a generic id';
CREATE FUNCTION template__store.list_partitions() RETURNS TABLE(partition name, state text, bytes bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.list_partitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.list_partitions() IS 'All partitions, their bytes with indexes, and whether they are attached, pending (a detach was stopped half-way) or detached';
CREATE FUNCTION template__store.live_page(event_name text, client_id text, keys text[], value text, rejected boolean, before jsonb, after jsonb, max_rows integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off'
    SET enable_seqscan TO 'off';
ALTER FUNCTION template__store.live_page(event_name text, client_id text, keys text[], value text, rejected boolean, before jsonb, after jsonb, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.live_page(event_name text, client_id text, keys text[], value text, rejected boolean, before jsonb, after jsonb, max_rows integer) IS 'One page of the events as they were stored, newest first, and the places where older and newer ones are read on. keys and value: only events with this property; rejected: only rejected (true) or accepted (false) events. A null filter filters nothing; PT400 where a place is none';
CREATE FUNCTION template__store.live_rows(event_name text, client_id text, keys text[], value text, rejected boolean, low timestamp with time zone, until timestamp with time zone, until_id uuid, since_xid bigint, far_xid bigint, max_rows integer) RETURNS TABLE(shown jsonb, received_at timestamp with time zone, id uuid)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off';
ALTER FUNCTION template__store.live_rows(event_name text, client_id text, keys text[], value text, rejected boolean, low timestamp with time zone, until timestamp with time zone, until_id uuid, since_xid bigint, far_xid bigint, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.live_rows(event_name text, client_id text, keys text[], value text, rejected boolean, low timestamp with time zone, until timestamp with time zone, until_id uuid, since_xid bigint, far_xid bigint, max_rows integer) IS 'The newest events of a span of received_at, from low (inclusive) to until and until_id (exclusive), as hardal.live shows them. since_xid: only rows of transactions from this one on, where far_xid is larger than the id of every row''s transaction';
CREATE FUNCTION template__store.make_event_view(event_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.make_event_view(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_event_view(event_name text) IS 'Makes the typed view of an event name, or adds its wanted columns at the end';
CREATE FUNCTION template__store.make_event_views(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.make_event_views(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_event_views(dry boolean) IS 'A step of maintenance: makes the typed view of one event name, or adds columns to it; null where none is wanted';
CREATE FUNCTION template__store.make_metric_view(metric text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.make_metric_view(metric text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_metric_view(metric text) IS 'Makes the view of a metric, with its comments and grants';
CREATE FUNCTION template__store.make_partitions(times timestamp with time zone[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET default_tablespace TO '';
ALTER FUNCTION template__store.make_partitions(times timestamp with time zone[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_partitions(times timestamp with time zone[]) IS 'Makes the monthly partitions that events of these times need, where they are missing; nulls are left out';
CREATE FUNCTION template__store.make_partitions_ahead(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.make_partitions_ahead(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_partitions_ahead(dry boolean) IS 'A step of maintenance: makes the partitions of this month and the next; null where both are there';
CREATE FUNCTION template__store.make_pinned_column(event_name text, property text, column_type text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.make_pinned_column(event_name text, property text, column_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_pinned_column(event_name text, property text, column_type text) IS 'Makes the column of a property in an event''s typed view; column_type null: the most frequent one; HD404 where property_catalog does not have the property';
CREATE FUNCTION template__store.mark_for_recount(times timestamp with time zone[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.mark_for_recount(times timestamp with time zone[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.mark_for_recount(times timestamp with time zone[]) IS 'Marks the days, weeks and months of these times that lie wholly before the boundary';
CREATE FUNCTION template__store.move_boundary(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.move_boundary(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.move_boundary(dry boolean) IS 'A step of maintenance: moves the boundary to today (UTC), so that the days before it can be rolled up; always returns null';
CREATE FUNCTION template__store.move_horizon(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.move_horizon(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.move_horizon(dry boolean) IS 'A step of maintenance: moves the horizon, so that older events are too_old from its commit on; null where the horizon does not move';
CREATE FUNCTION template__store.name_event_view(event_name text) RETURNS name
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.name_event_view(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.name_event_view(event_name text) IS 'Returns the name of an event''s typed view; gives the view a name where it has none';
CREATE FUNCTION template__store.newly_without_room() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.newly_without_room() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.newly_without_room() IS 'Returns the names and properties for which this transaction found no room, as a line of maintenance''s report; null where there are none';
CREATE FUNCTION template__store.next_horizon() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.next_horizon() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.next_horizon() IS 'The beginning of the oldest month that retention keeps; null where it keeps all months';
CREATE FUNCTION template__store.note_generic_ids(ids text[], source text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.note_generic_ids(ids text[], source text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.note_generic_ids(ids text[], source text) IS 'Notes the generic ids among these, with the source and the day';
CREATE FUNCTION template__store.person(id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off';
ALTER FUNCTION template__store.person(id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.person(id text) IS 'A person by any of its client ids: person_id, ids (how many), client_ids, first_seen, last_seen, events, traits, trait_since and links; null where nothing is known of the id';
CREATE FUNCTION template__store.person_cohort_units(client_ids text[], request_id text, properties jsonb) RETURNS TABLE(cohort text, unit text, unit_id text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.person_cohort_units(client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.person_cohort_units(client_ids text[], request_id text, properties jsonb) IS 'The units of static cohorts that are this person: all their events have these client_ids, this request id and these properties, or the search is for them alone';
CREATE TABLE template__store.events (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    event_name text NOT NULL,
    hardal_server_request_id text,
    client_id text,
    properties jsonb NOT NULL
)
PARTITION BY RANGE (created_at);
ALTER TABLE template__store.events OWNER TO hardal_owner;
COMMENT ON TABLE template__store.events IS 'Events, one partition per month of created_at (UTC)';
COMMENT ON COLUMN template__store.events.id IS 'The event''s id, unique in the tenant by event_ids';
COMMENT ON COLUMN template__store.events.created_at IS 'When the event happened, as the sender says';
COMMENT ON COLUMN template__store.events.received_at IS 'Start of the transaction that stored the event, or the time of a later erasure that did not have to wait for it; an import keeps the received_at of its file';
COMMENT ON COLUMN template__store.events.event_name IS 'The event''s name';
COMMENT ON COLUMN template__store.events.hardal_server_request_id IS 'The request or user in the sending system';
COMMENT ON COLUMN template__store.events.client_id IS 'The client of the event';
COMMENT ON COLUMN template__store.events.properties IS 'The event''s properties, a JSON object';
CREATE FUNCTION template__store.person_events(client_ids text[], request_id text, properties jsonb) RETURNS SETOF template__store.events
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.person_events(client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.person_events(client_ids text[], request_id text, properties jsonb) IS 'All events with one of these client ids, this request id and these properties, oldest first; a null is not compared';
CREATE TABLE template__store.links (
    client_id text NOT NULL,
    person_id text NOT NULL,
    since timestamp with time zone NOT NULL,
    source text NOT NULL
);
ALTER TABLE template__store.links OWNER TO hardal_owner;
COMMENT ON TABLE template__store.links IS 'Links: pairs of client ids that belong to the same person';
COMMENT ON COLUMN template__store.links.client_id IS 'A client id';
COMMENT ON COLUMN template__store.links.person_id IS 'Another id of the same person; which of the two stands where makes no difference';
COMMENT ON COLUMN template__store.links.since IS 'The earliest time at which a client said so: created_at of its event, else when the link came';
COMMENT ON COLUMN template__store.links.source IS 'Where the link comes from: sql, http, admin, segment, posthog, mixpanel, amplitude, snowplow or import';
CREATE FUNCTION template__store.person_links(client_ids text[], request_id text, properties jsonb) RETURNS SETOF template__store.links
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.person_links(client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.person_links(client_ids text[], request_id text, properties jsonb) IS 'All links of these client ids, oldest first; none where a request id or properties are given';
CREATE TABLE template__store.rejected_events (
    rejected_id uuid NOT NULL,
    received_at timestamp with time zone NOT NULL,
    payload jsonb,
    raw bytea,
    bytes bigint NOT NULL,
    counted_bytes bigint NOT NULL,
    errors jsonb NOT NULL
);
ALTER TABLE template__store.rejected_events OWNER TO hardal_owner;
COMMENT ON TABLE template__store.rejected_events IS 'The quarantine: rejected events';
COMMENT ON COLUMN template__store.rejected_events.rejected_id IS 'Id of the rejected event';
COMMENT ON COLUMN template__store.rejected_events.received_at IS 'When the event was rejected';
COMMENT ON COLUMN template__store.rejected_events.payload IS 'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
COMMENT ON COLUMN template__store.rejected_events.raw IS 'The bytes that were sent, where PostgreSQL cannot hold them as JSON; the first 8 KiB, where the event was too large; null otherwise';
COMMENT ON COLUMN template__store.rejected_events.bytes IS 'Size of the line that was sent, or of the event as jsonb';
COMMENT ON COLUMN template__store.rejected_events.counted_bytes IS 'Bytes that the event counts for in the quarantine''s limit';
COMMENT ON COLUMN template__store.rejected_events.errors IS 'Every fault: an array of field, code and message';
CREATE FUNCTION template__store.person_rejected(client_ids text[], request_id text, properties jsonb) RETURNS SETOF template__store.rejected_events
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.person_rejected(client_ids text[], request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.person_rejected(client_ids text[], request_id text, properties jsonb) IS 'All rejected events of a person, oldest first. The texts may stand anywhere in the event; a line that is no JSON is searched as text';
CREATE FUNCTION template__store.pin_column(event_name text, property text, column_name name, column_type text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.pin_column(event_name text, property text, column_name name, column_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.pin_column(event_name text, property text, column_name name, column_type text) IS 'Fixes the name and type of a property''s column and returns the column as it is then; HD404 where property_catalog does not have the property, HD409 where the name or type is taken';
CREATE FUNCTION template__store.place_column(event_name text, property text, column_type text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.place_column(event_name text, property text, column_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.place_column(event_name text, property text, column_type text) IS 'Adds a column to view_columns, at the end of the view; does nothing where the view has the column';
CREATE FUNCTION template__store.place_wanted_columns(event_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.place_wanted_columns(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.place_wanted_columns(event_name text) IS 'Moves the wanted columns of an event''s typed view into view_columns, with names and places';
CREATE FUNCTION template__store.property_overview(event_name text) RETURNS SETOF hardal.property_overview
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template__store.property_overview(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.property_overview(event_name text) IS 'Each property of an event name, the most frequent first: in which share of the events it is, its types and its columns; PT400 where there is no such event';
CREATE FUNCTION template__store.recount_next_marked(after jsonb, patient boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.recount_next_marked(after jsonb, patient boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.recount_next_marked(after jsonb, patient boolean) IS 'Counts anew the first marked period behind `after`, and returns this period; {} is before the first period; null where none is left. patient: takes only a period whose pause is over';
CREATE FUNCTION template__store.recount_step() RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.recount_step() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.recount_step() IS 'Counts anew one marked period whose pause is over; null where none is left in this round';
CREATE FUNCTION template__store.rejected_page(code text, field text, event_name text, before jsonb, max_rows integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET plan_cache_mode TO 'force_custom_plan';
ALTER FUNCTION template__store.rejected_page(code text, field text, event_name text, before jsonb, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.rejected_page(code text, field text, event_name text, before jsonb, max_rows integer) IS 'One page of the rejected events with this code, field and event_name, newest first, and the place where it ends; a null filter filters nothing; PT400 where before is no place';
CREATE FUNCTION template__store.rejected_reasons() RETURNS SETOF hardal.rejected_reason
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off';
ALTER FUNCTION template__store.rejected_reasons() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.rejected_reasons() IS 'The rejected events by code and field, the most frequent reasons first, at most 200';
CREATE FUNCTION template__store.remake_event_view(event_name text, without name[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.remake_event_view(event_name text, without name[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.remake_event_view(event_name text, without name[]) IS 'Drops an event''s typed view and makes it again, with its grants; without: names of columns that the view has no more';
CREATE FUNCTION template__store.rename_event_view(event_name text, view_name name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.rename_event_view(event_name text, view_name name) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.rename_event_view(event_name text, view_name name) IS 'Renames an event''s typed view; HD404 where there is none, HD409 where the name is taken';
CREATE FUNCTION template__store.repin_event_view(event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.repin_event_view(event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.repin_event_view(event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean) IS 'Gives a column of a typed view the name and type that view_columns has for it; new_type: the type changed; was_pinned: the column had been pinned before';
CREATE FUNCTION template__store.replace_event_view(event_name text, view_name name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.replace_event_view(event_name text, view_name name) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.replace_event_view(event_name text, view_name name) IS 'Creates or replaces the typed view of an event name from view_columns, and grants it to readers';
CREATE FUNCTION template__store.replay_rejected(ids uuid[], patch jsonb DEFAULT '{}'::jsonb, edited jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.replay_rejected(ids uuid[], patch jsonb, edited jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.replay_rejected(ids uuid[], patch jsonb, edited jsonb) IS 'Sends rejected events in again, after a JSON Merge Patch (RFC 7396) to each. Accepted events and duplicates leave the quarantine, the others stay. edited replaces the event instead. Returns accepted, duplicates, rejected and errors; skips events that another transaction has locked';
CREATE FUNCTION template__store.roll_up(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.roll_up(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.roll_up(dry boolean) IS 'A step of maintenance: rolls up one period that is over, or counts anew one that was marked; null where none is left. HD400 where the transaction is not READ COMMITTED';
CREATE FUNCTION template__store.seen_names() RETURNS TABLE(event_name text, events bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.seen_names() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.seen_names() IS 'Returns event names that have no typed view and were not looked at yet, and how many events were seen';
CREATE FUNCTION template__store.seen_properties() RETURNS TABLE(event_name text, property text, json_type text, events bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.seen_properties() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.seen_properties() IS 'Returns properties, by JSON type, that were not compared with typed views yet, and in how many events they were seen';
CREATE FUNCTION template__store.shrink_rollups(horizon timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.shrink_rollups(horizon timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.shrink_rollups(horizon timestamp with time zone) IS 'Takes the periods before a horizon out of the rollups, so that they are counted live; a null horizon changes nothing';
CREATE FUNCTION template__store.store_event(event jsonb, idempotency_key text, deadline timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.store_event(event jsonb, idempotency_key text, deadline timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.store_event(event jsonb, idempotency_key text, deadline timestamp with time zone) IS 'Stores one event that breaks no rule and whose id is new, and answers for it; null for any other, of which it has stored nothing';
CREATE FUNCTION template__store.store_events(events jsonb, idempotency_key text, dry boolean, partitions boolean, again boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], same_id_is_same boolean, deadline timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan';
ALTER FUNCTION template__store.store_events(events jsonb, idempotency_key text, dry boolean, partitions boolean, again boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], same_id_is_same boolean, deadline timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.store_events(events jsonb, idempotency_key text, dry boolean, partitions boolean, again boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], same_id_is_same boolean, deadline timestamp with time zone) IS 'Stores an array of events and answers for each of them. ingest calls it, and calls it again after check_violation (no partition), serialization_failure or unique_violation (an id that is known)';
CREATE FUNCTION template__store.summarize_months(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.summarize_months(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.summarize_months(dry boolean) IS 'A step of maintenance: brings the indexes of received_at and of the day up to date; always returns null';
CREATE FUNCTION template__store.taken_names() RETURNS name[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.taken_names() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.taken_names() IS 'Returns the names in the read surface that a new typed view cannot have';
CREATE FUNCTION template__store.tidy_quarantine() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.tidy_quarantine() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.tidy_quarantine() IS 'Deletes up to 1,000 expired events from quarantine, sums its changes up into one row, and returns how many events it deleted';
CREATE FUNCTION template__store.trim_ledger(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.trim_ledger(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.trim_ledger(dry boolean) IS 'A step of maintenance: deletes the ids of dropped months from the next piece of the ledger; null at the end of the ledger, and while expired partitions are still there';
CREATE FUNCTION template__store.uncounted_since() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.uncounted_since() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.uncounted_since() IS 'Returns the end of the last day that was rolled up; -infinity where none was';
CREATE FUNCTION template__store.unlink(client_ids text[], person_ids text[], dry boolean DEFAULT false) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off';
ALTER FUNCTION template__store.unlink(client_ids text[], person_ids text[], dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.unlink(client_ids text[], person_ids text[], dry boolean) IS 'Deletes links and computes their persons anew; says how many links (unlinked), and which persons there were before and are after (persons: how many); dry: changes nothing; PT429 where another transaction changes links for too long; 25000 outside of READ COMMITTED';
CREATE FUNCTION template__store.unseen_since() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.unseen_since() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.unseen_since() IS 'Returns the received_at from which on events were not compared with typed views yet; -infinity where all events are to be compared';
CREATE FUNCTION template__store.view_candidates() RETURNS TABLE(event_name text, events bigint, has_room boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.view_candidates() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.view_candidates() IS 'Returns the event names that should get a typed view, how many events were seen, and whether there is room for the view';
CREATE FUNCTION template__store.views_left() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.views_left() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.views_left() IS 'Returns how many event names can still get a typed view from maintenance';
CREATE FUNCTION template__store.want_columns() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.want_columns() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.want_columns() IS 'Writes down which columns of typed views are missing and have room, and which wait for room';
CREATE FUNCTION template__store.want_event_views(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.want_event_views(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.want_event_views(dry boolean) IS 'A step of maintenance: finds new event names and properties, and writes down the views and columns that are missing for them; returns those for which this call found no room, or null';
CREATE FUNCTION template__store.want_views() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp';
ALTER FUNCTION template__store.want_views() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.want_views() IS 'Writes down which typed views are missing and have room, and which wait for room';
CREATE TABLE hardal_private.audit_digests (
    entry bigint NOT NULL,
    digest bytea NOT NULL
);
ALTER TABLE hardal_private.audit_digests OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.audit_digests IS 'The digest of each entry of the audit log, written with it; doctor compares both';
COMMENT ON COLUMN hardal_private.audit_digests.entry IS 'Number of the entry';
COMMENT ON COLUMN hardal_private.audit_digests.digest IS 'SHA-256 of what the entry says';
ALTER TABLE hardal_private.audit_log ALTER COLUMN entry ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hardal_private.audit_log_entry_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE hardal_private.installed (
    schema name NOT NULL,
    kind text NOT NULL,
    object text NOT NULL,
    digest bytea NOT NULL,
    server integer DEFAULT ((current_setting('server_version_num'::text))::integer / 10000) NOT NULL
);
ALTER TABLE hardal_private.installed OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.installed IS 'Definitions that the last migrate made; doctor compares the definitions of now with them';
COMMENT ON COLUMN hardal_private.installed.schema IS 'The schema that the object is in';
COMMENT ON COLUMN hardal_private.installed.kind IS 'function, view, table, type, constraint, index, trigger, rule or policy';
COMMENT ON COLUMN hardal_private.installed.object IS 'The object''s name in its schema; a function with its arguments, a trigger, rule, policy or constraint with its table';
COMMENT ON COLUMN hardal_private.installed.digest IS 'SHA-256 of the definition';
COMMENT ON COLUMN hardal_private.installed.server IS 'The release of PostgreSQL that printed the definition, such as 18';
CREATE TABLE hardal_private.installed_grants (
    schema name NOT NULL,
    kind text NOT NULL,
    object text NOT NULL,
    grantee text NOT NULL,
    privilege text NOT NULL
);
ALTER TABLE hardal_private.installed_grants OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.installed_grants IS 'Rights that the last migrate granted on the API and the template; doctor compares the rights of now with them';
COMMENT ON COLUMN hardal_private.installed_grants.schema IS 'The schema that the object is in';
COMMENT ON COLUMN hardal_private.installed_grants.kind IS 'schema, table, column, function or type; a view is a table here';
COMMENT ON COLUMN hardal_private.installed_grants.object IS 'The object''s name in its schema; a function with its arguments, a column with its table';
COMMENT ON COLUMN hardal_private.installed_grants.grantee IS 'The role that holds the right';
COMMENT ON COLUMN hardal_private.installed_grants.privilege IS 'SELECT, EXECUTE, USAGE, ...';
CREATE TABLE hardal_private.maintenance (
    tenant text NOT NULL,
    done_at timestamp with time zone,
    failed_at timestamp with time zone,
    failure text,
    trim_block bigint
);
ALTER TABLE hardal_private.maintenance OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.maintenance IS 'The state of each tenant''s maintenance; its row is also the lock of maintenance and erasure';
COMMENT ON COLUMN hardal_private.maintenance.tenant IS 'The tenant';
COMMENT ON COLUMN hardal_private.maintenance.done_at IS 'When all steps were last done; null where they never were';
COMMENT ON COLUMN hardal_private.maintenance.failed_at IS 'When a step last failed; null where the last round had no failure';
COMMENT ON COLUMN hardal_private.maintenance.failure IS 'The step that failed, and PostgreSQL''s message';
COMMENT ON COLUMN hardal_private.maintenance.trim_block IS 'The block of the ledger from which the ids of dropped months are searched next; null where there are none';
CREATE TABLE hardal_private.migrations (
    path text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE hardal_private.migrations OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.migrations IS 'Migrations that were applied to this database, and re-applied files as they were last run';
COMMENT ON COLUMN hardal_private.migrations.path IS 'The file, relative to the sources of hardal';
COMMENT ON COLUMN hardal_private.migrations.sha256 IS 'SHA-256 of the file''s text, in hexadecimal';
COMMENT ON COLUMN hardal_private.migrations.applied_at IS 'When the file was last run';
CREATE TABLE hardal_private.page_files (
    path text NOT NULL,
    version text NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE hardal_private.page_files OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.page_files IS 'The files of the page, as migrate has stored them; each migrate replaces all of them';
COMMENT ON COLUMN hardal_private.page_files.path IS 'The path below /page/<version>/; index.html is the page at /';
COMMENT ON COLUMN hardal_private.page_files.version IS 'A digest of all files: their addresses hold it, so that browsers may keep them for ever';
COMMENT ON COLUMN hardal_private.page_files.headers IS 'The headers of the answer with this file';
COMMENT ON COLUMN hardal_private.page_files.body IS 'The bytes of the file';
CREATE TABLE hardal_private.receipts (
    receipt bigint NOT NULL,
    tenant text NOT NULL,
    actor name DEFAULT SESSION_USER NOT NULL,
    chosen_by text[] NOT NULL,
    began_at timestamp with time zone NOT NULL,
    covers_until timestamp with time zone,
    finished_at timestamp with time zone,
    events bigint DEFAULT 0 NOT NULL,
    rejected_events bigint DEFAULT 0 NOT NULL
);
ALTER TABLE hardal_private.receipts OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.receipts IS 'Erasures: how much was erased and when, but not from whom';
COMMENT ON COLUMN hardal_private.receipts.receipt IS 'Number of the receipt';
COMMENT ON COLUMN hardal_private.receipts.tenant IS 'The tenant that was erased from';
COMMENT ON COLUMN hardal_private.receipts.actor IS 'The login that erased';
COMMENT ON COLUMN hardal_private.receipts.chosen_by IS 'How the person was found: client_id, request_id, properties; not their values';
COMMENT ON COLUMN hardal_private.receipts.began_at IS 'When the erasure began';
COMMENT ON COLUMN hardal_private.receipts.covers_until IS 'Everything of the person that was received before this time is erased; null while the erasure is unfinished';
COMMENT ON COLUMN hardal_private.receipts.finished_at IS 'When the erasure was done; null while it runs, or where it was stopped and has to be run again';
COMMENT ON COLUMN hardal_private.receipts.events IS 'How many events were erased';
COMMENT ON COLUMN hardal_private.receipts.rejected_events IS 'How many rejected events were erased';
ALTER TABLE hardal_private.receipts ALTER COLUMN receipt ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hardal_private.receipts_receipt_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE hardal_private.signing_keys (
    id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    retires_at timestamp with time zone
);
ALTER TABLE hardal_private.signing_keys OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.signing_keys IS 'Signing keys that tokens were signed with, by their ids; PostgREST has the secrets themselves';
COMMENT ON COLUMN hardal_private.signing_keys.id IS 'A name that does not reveal the signing key: the header kid of its tokens';
COMMENT ON COLUMN hardal_private.signing_keys.created_at IS 'When the signing key was registered: with its first token, or when it was retired';
COMMENT ON COLUMN hardal_private.signing_keys.retires_at IS 'When its tokens end at the latest; null while the signing key signs';
CREATE TABLE hardal_private.template_files (
    path text NOT NULL,
    ordinal integer NOT NULL,
    migration boolean NOT NULL,
    body text NOT NULL
);
ALTER TABLE hardal_private.template_files OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.template_files IS 'The text that every tenant''s schemas are made from; the name template stands in the place of the tenant''s name';
COMMENT ON COLUMN hardal_private.template_files.path IS 'The file, relative to the sources of hardal';
COMMENT ON COLUMN hardal_private.template_files.ordinal IS 'The place of the file in the order in which the files are run';
COMMENT ON COLUMN hardal_private.template_files.migration IS 'True for a file that is run once for each tenant; other files are re-applied whole';
COMMENT ON COLUMN hardal_private.template_files.body IS 'The text of the file';
CREATE VIEW hardal_private.tenant_stats WITH (security_invoker='true') AS
 SELECT tenant,
    events,
    events_per_second,
    bytes,
    event_table_bytes,
    event_index_bytes,
    partitions,
    oldest_month,
    newest_month,
    oldest_event,
    newest_event,
    ledger_ids,
    ledger_bytes,
    rejected_events,
    rejected_bytes,
    rejected_not_kept,
    horizon,
    maintained_at,
    maintenance_failed_at,
    rolled_up_until,
    rollup_lag,
    marked_days,
    names_without_view,
    properties_without_column
   FROM hardal_private.stats() s(tenant, events, events_per_second, bytes, event_table_bytes, event_index_bytes, partitions, oldest_month, newest_month, oldest_event, newest_event, ledger_ids, ledger_bytes, rejected_events, rejected_bytes, rejected_not_kept, horizon, maintained_at, maintenance_failed_at, rolled_up_until, rollup_lag, marked_days, names_without_view, properties_without_column);
ALTER VIEW hardal_private.tenant_stats OWNER TO hardal_owner;
COMMENT ON VIEW hardal_private.tenant_stats IS 'Numbers of each tenant, for monitoring; cheap to read: nothing large is counted';
COMMENT ON COLUMN hardal_private.tenant_stats.tenant IS 'The tenant';
COMMENT ON COLUMN hardal_private.tenant_stats.events IS 'How many events the tenant has, as PostgreSQL estimates';
COMMENT ON COLUMN hardal_private.tenant_stats.events_per_second IS 'The rate of the newest 1,000 events of the last day, by created_at';
COMMENT ON COLUMN hardal_private.tenant_stats.bytes IS 'Bytes of all its tables and indexes';
COMMENT ON COLUMN hardal_private.tenant_stats.event_table_bytes IS 'Bytes of the events without their indexes';
COMMENT ON COLUMN hardal_private.tenant_stats.event_index_bytes IS 'Bytes of the indexes of the events';
COMMENT ON COLUMN hardal_private.tenant_stats.partitions IS 'How many partitions (months) there are';
COMMENT ON COLUMN hardal_private.tenant_stats.oldest_month IS 'The month of the oldest partition';
COMMENT ON COLUMN hardal_private.tenant_stats.newest_month IS 'The month of the newest partition, which is made ahead';
COMMENT ON COLUMN hardal_private.tenant_stats.oldest_event IS 'created_at of the oldest event; null without events';
COMMENT ON COLUMN hardal_private.tenant_stats.newest_event IS 'created_at of the newest event; null without events';
COMMENT ON COLUMN hardal_private.tenant_stats.ledger_ids IS 'How many ids the ledger has, as PostgreSQL estimates';
COMMENT ON COLUMN hardal_private.tenant_stats.ledger_bytes IS 'Bytes of the ledger and its index';
COMMENT ON COLUMN hardal_private.tenant_stats.rejected_events IS 'How many rejected events are in quarantine';
COMMENT ON COLUMN hardal_private.tenant_stats.rejected_bytes IS 'Bytes of the rejected events in quarantine';
COMMENT ON COLUMN hardal_private.tenant_stats.rejected_not_kept IS 'How many rejected events were not kept, because the quarantine was full';
COMMENT ON COLUMN hardal_private.tenant_stats.horizon IS 'Events older than this are too_old; null where no horizon was set';
COMMENT ON COLUMN hardal_private.tenant_stats.maintained_at IS 'When all steps of maintenance were last done; null where they never were';
COMMENT ON COLUMN hardal_private.tenant_stats.maintenance_failed_at IS 'When a step of maintenance last failed; null where the last round had no failure';
COMMENT ON COLUMN hardal_private.tenant_stats.rolled_up_until IS 'Days before this time are rolled up; null where none is yet';
COMMENT ON COLUMN hardal_private.tenant_stats.rollup_lag IS 'How many days that are over are still counted live; null without events';
COMMENT ON COLUMN hardal_private.tenant_stats.marked_days IS 'How many rolled up days were changed later; they are counted live until they are rolled up again';
COMMENT ON COLUMN hardal_private.tenant_stats.names_without_view IS 'How many event names have no typed view, because there is no room; at most 1,000 are known';
COMMENT ON COLUMN hardal_private.tenant_stats.properties_without_column IS 'How many properties have no column in a typed view, because there is no room; at most 1,000 are known';
CREATE TABLE hardal_private.tenants (
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    suspended_at timestamp with time zone,
    dropping_at timestamp with time zone,
    max_event_bytes integer,
    quarantine_rows bigint,
    quarantine_bytes bigint,
    quarantine_days integer,
    retention_months integer,
    read_timeout integer,
    write_timeout integer,
    reads_at_once integer,
    writes_at_once integer,
    horizon timestamp with time zone,
    migration text DEFAULT ''::text NOT NULL,
    template_version text DEFAULT ''::text NOT NULL,
    max_urls integer,
    CONSTRAINT "a quarantine has no less than no bytes" CHECK ((quarantine_bytes >= 0)),
    CONSTRAINT "a quarantine holds no less than nothing" CHECK ((quarantine_rows >= 0)),
    CONSTRAINT "a quarantine lasts a day to ten years" CHECK (((quarantine_days >= 1) AND (quarantine_days <= 3650))),
    CONSTRAINT "a read over HTTP may take 100 ms to 10 minutes" CHECK (((read_timeout >= 100) AND (read_timeout <= 600000))),
    CONSTRAINT "a tenant may have 0 to 10000 PSQL URLs" CHECK (((max_urls >= 0) AND (max_urls <= 10000))),
    CONSTRAINT "a tenant may have 1 to 1000 reads at once" CHECK (((reads_at_once >= 1) AND (reads_at_once <= 1000))),
    CONSTRAINT "a tenant may have 1 to 1000 writes at once" CHECK (((writes_at_once >= 1) AND (writes_at_once <= 1000))),
    CONSTRAINT "a tenant's name is short and lower case" CHECK (((name ~ '^[a-z][a-z0-9_]{0,38}[a-z0-9]$'::text) AND (name !~ '__'::text))),
    CONSTRAINT "a write over HTTP may take 100 ms to 10 minutes" CHECK (((write_timeout >= 100) AND (write_timeout <= 600000))),
    CONSTRAINT "an event may have 1 KiB to 64 MiB" CHECK (((max_event_bytes >= 1024) AND (max_event_bytes <= 67108864))),
    CONSTRAINT "events are kept 1 to 120 months, or without end" CHECK (((retention_months >= 1) AND (retention_months <= 120)))
);
ALTER TABLE hardal_private.tenants OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.tenants IS 'Tenants. Each tenant is a pair of schemas: <name> and <name>__store';
COMMENT ON COLUMN hardal_private.tenants.name IS 'The tenant''s name, which is also the name of the schema of its read surface';
COMMENT ON COLUMN hardal_private.tenants.created_at IS 'When the tenant was made';
COMMENT ON COLUMN hardal_private.tenants.suspended_at IS 'Since when the tenant''s tokens are refused and its PSQL URLs cannot log in; null while the tenant is active';
COMMENT ON COLUMN hardal_private.tenants.dropping_at IS 'Since when the tenant is being dropped, which cannot be undone; null while it is not';
COMMENT ON COLUMN hardal_private.tenants.max_event_bytes IS 'The most bytes that an event''s properties may have as text; null means hardal''s default';
COMMENT ON COLUMN hardal_private.tenants.quarantine_rows IS 'The most rejected events that the quarantine keeps; null means hardal''s default';
COMMENT ON COLUMN hardal_private.tenants.quarantine_bytes IS 'The most bytes that the quarantine keeps; null means hardal''s default';
COMMENT ON COLUMN hardal_private.tenants.quarantine_days IS 'How many days the quarantine keeps a rejected event; null means hardal''s default';
COMMENT ON COLUMN hardal_private.tenants.retention_months IS 'How many months an event is kept at least; null means without end';
COMMENT ON COLUMN hardal_private.tenants.read_timeout IS 'After how many milliseconds a read over HTTP is cancelled; null means hardal''s default';
COMMENT ON COLUMN hardal_private.tenants.write_timeout IS 'After how many milliseconds a write over HTTP is cancelled; null means hardal''s default';
COMMENT ON COLUMN hardal_private.tenants.reads_at_once IS 'How many reads over HTTP may run at once; null means hardal''s default';
COMMENT ON COLUMN hardal_private.tenants.writes_at_once IS 'How many writes over HTTP may run at once; null means as many as PostgREST has connections';
COMMENT ON COLUMN hardal_private.tenants.horizon IS 'Events older than this are too_old, and their months are dropped; maintenance moves it; null where none was set';
COMMENT ON COLUMN hardal_private.tenants.migration IS 'The newest migration that the tenant''s schemas have';
COMMENT ON COLUMN hardal_private.tenants.template_version IS 'SHA-256 of the template''s text that the tenant''s schemas were last made from';
COMMENT ON COLUMN hardal_private.tenants.max_urls IS 'How many PSQL URLs the tenant may have; null means hardal''s default';
CREATE TABLE template__store.activity (
    period text NOT NULL,
    starts_on date NOT NULL,
    event_name text NOT NULL,
    events bigint NOT NULL,
    clients bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL
);
ALTER TABLE template__store.activity OWNER TO hardal_owner;
COMMENT ON TABLE template__store.activity IS 'The rollup of events and clients; it can be rebuilt from the events';
COMMENT ON COLUMN template__store.activity.period IS 'day, week or month';
COMMENT ON COLUMN template__store.activity.starts_on IS 'First day of the period, in UTC';
COMMENT ON COLUMN template__store.activity.event_name IS 'The events'' name, in rows of a day; empty in the row for all names together';
COMMENT ON COLUMN template__store.activity.events IS 'How many events there are';
COMMENT ON COLUMN template__store.activity.clients IS 'How many different clients had these events; events without a client_id do not count';
COMMENT ON COLUMN template__store.activity.first_at IS 'created_at of the first of these events';
COMMENT ON COLUMN template__store.activity.last_at IS 'created_at of the last of these events';
CREATE TABLE template__store.rollup_marks (
    period text NOT NULL,
    starts_on date NOT NULL,
    marked_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY template__store.rollup_marks REPLICA IDENTITY FULL;
ALTER TABLE template__store.rollup_marks OWNER TO hardal_owner;
COMMENT ON TABLE template__store.rollup_marks IS 'Periods that were changed since they were rolled up, or may have been; they are counted live';
COMMENT ON COLUMN template__store.rollup_marks.period IS 'day, week or month';
COMMENT ON COLUMN template__store.rollup_marks.starts_on IS 'First day of the period, in UTC';
COMMENT ON COLUMN template__store.rollup_marks.marked_at IS 'Start of the transaction that changed the period';
CREATE TABLE template__store.rollups (
    period text NOT NULL,
    step interval NOT NULL,
    pause interval NOT NULL,
    rolled_from date DEFAULT '-infinity'::date NOT NULL,
    rolled_until date DEFAULT '-infinity'::date NOT NULL,
    recounted date,
    CONSTRAINT "a period is a day, a week or a month" CHECK ((period = ANY (ARRAY['day'::text, 'week'::text, 'month'::text])))
);
ALTER TABLE template__store.rollups OWNER TO hardal_owner;
COMMENT ON TABLE template__store.rollups IS 'How far each kind of period is rolled up: from rolled_from to rolled_until, except marked ones';
COMMENT ON COLUMN template__store.rollups.period IS 'day, week or month';
COMMENT ON COLUMN template__store.rollups.step IS 'Length of a period';
COMMENT ON COLUMN template__store.rollups.pause IS 'A marked period is counted anew no sooner than this time after it was marked';
COMMENT ON COLUMN template__store.rollups.rolled_from IS 'First day of the first period that may be in the rollups; earlier periods begin before the horizon';
COMMENT ON COLUMN template__store.rollups.rolled_until IS 'First day of the first period that is not in the rollups yet';
COMMENT ON COLUMN template__store.rollups.recounted IS 'First day of the period that this round of maintenance counted anew last; null between rounds';
CREATE VIEW template__store.live_spans AS
 WITH RECURSIVE bounds AS (
         SELECT (min(created_at) AT TIME ZONE 'UTC'::text) AS oldest,
            (max(created_at) AT TIME ZONE 'UTC'::text) AS newest
           FROM template__store.events e
        ), spans AS (
         SELECT period,
            step,
            starts_at,
            ends_at
           FROM ((template__store.rollups r
             CROSS JOIN bounds n)
             CROSS JOIN LATERAL ( VALUES (GREATEST(date_trunc(period, oldest), (rolled_until)::timestamp without time zone),newest), (date_trunc(period, oldest),
                        CASE
                            WHEN isfinite(rolled_from) THEN (rolled_from - step)
                            ELSE NULL::timestamp without time zone
                        END)) t(starts_at, ends_at))
          WHERE (starts_at <= ends_at)
        UNION ALL
         SELECT s_1.period,
            s_1.step,
            (s_1.starts_at + s_1.step),
            s_1.ends_at
           FROM spans s_1
          WHERE ((s_1.starts_at + s_1.step) <= s_1.ends_at)
        )
 SELECT period,
    starts_on,
    ((starts_on)::timestamp without time zone AT TIME ZONE 'UTC'::text) AS since,
    ((starts_on + step) AT TIME ZONE 'UTC'::text) AS until
   FROM ( SELECT period,
            step,
            (starts_at)::date AS starts_on
           FROM spans p
        UNION
         SELECT period,
            step,
            starts_on
           FROM (template__store.rollup_marks m
             JOIN template__store.rollups r ON ((period = period)))
          WHERE ((starts_on >= rolled_from) AND (starts_on < rolled_until))) s;
ALTER VIEW template__store.live_spans OWNER TO hardal_owner;
COMMENT ON VIEW template__store.live_spans IS 'Periods that are counted live: not rolled up yet, no longer rolled up, or marked';
COMMENT ON COLUMN template__store.live_spans.period IS 'day, week or month';
COMMENT ON COLUMN template__store.live_spans.starts_on IS 'First day of the period, in UTC';
COMMENT ON COLUMN template__store.live_spans.since IS 'When the period begins';
COMMENT ON COLUMN template__store.live_spans.until IS 'When the next period begins';
CREATE VIEW template__store.live_activity AS
 SELECT period,
    starts_on,
    event_name,
    events,
    clients,
    first_at,
    last_at
   FROM (template__store.live_spans s
     CROSS JOIN LATERAL ( WITH by_client AS (
                 SELECT event_name,
                    client_id,
                    count(*) AS events,
                    min(created_at) AS first_at,
                    max(created_at) AS last_at
                   FROM template__store.events e
                  WHERE ((created_at >= since) AND (created_at < until))
                  GROUP BY event_name, client_id
                )
         SELECT event_name,
            (sum(events))::bigint AS events,
            count(client_id) AS clients,
            min(first_at) AS first_at,
            max(last_at) AS last_at
           FROM by_client c
          GROUP BY event_name) a)
  WHERE (period = 'day'::text)
UNION ALL
 SELECT period,
    starts_on,
    ''::text AS event_name,
    events,
    clients,
    first_at,
    last_at
   FROM (template__store.live_spans s
     CROSS JOIN LATERAL ( WITH by_client AS (
                 SELECT client_id,
                    count(*) AS events,
                    min(created_at) AS first_at,
                    max(created_at) AS last_at
                   FROM template__store.events e
                  WHERE ((created_at >= since) AND (created_at < until))
                  GROUP BY client_id
                )
         SELECT (sum(events))::bigint AS events,
            count(client_id) AS clients,
            min(first_at) AS first_at,
            max(last_at) AS last_at
           FROM by_client c
         HAVING (count(*) > 0)) a);
ALTER VIEW template__store.live_activity OWNER TO hardal_owner;
COMMENT ON VIEW template__store.live_activity IS 'Activity of the periods that are counted live, in the form in which a rollup stores it';
COMMENT ON COLUMN template__store.live_activity.period IS 'day, week or month';
COMMENT ON COLUMN template__store.live_activity.starts_on IS 'First day of the period, in UTC';
COMMENT ON COLUMN template__store.live_activity.event_name IS 'The events'' name, in rows of a day; empty in the row for all names together';
COMMENT ON COLUMN template__store.live_activity.events IS 'How many events there are';
COMMENT ON COLUMN template__store.live_activity.clients IS 'How many different clients had these events; events without a client_id do not count';
COMMENT ON COLUMN template__store.live_activity.first_at IS 'created_at of the first of these events';
COMMENT ON COLUMN template__store.live_activity.last_at IS 'created_at of the last of these events';
CREATE VIEW template__store.all_activity AS
 SELECT period,
    starts_on,
    event_name,
    events,
    clients,
    first_at,
    last_at
   FROM template__store.activity a
  WHERE (NOT (EXISTS ( SELECT
           FROM template__store.rollup_marks m
          WHERE ((period = period) AND (starts_on = starts_on)))))
UNION ALL
 SELECT period,
    starts_on,
    event_name,
    events,
    clients,
    first_at,
    last_at
   FROM template__store.live_activity l;
ALTER VIEW template__store.all_activity OWNER TO hardal_owner;
COMMENT ON VIEW template__store.all_activity IS 'Events and clients of every period, right to the last event';
COMMENT ON COLUMN template__store.all_activity.period IS 'day, week or month';
COMMENT ON COLUMN template__store.all_activity.starts_on IS 'First day of the period, in UTC';
COMMENT ON COLUMN template__store.all_activity.event_name IS 'The events'' name, in rows of a day; empty in the row for all names together';
COMMENT ON COLUMN template__store.all_activity.events IS 'How many events there are';
COMMENT ON COLUMN template__store.all_activity.clients IS 'How many different clients had these events; events without a client_id do not count';
COMMENT ON COLUMN template__store.all_activity.first_at IS 'created_at of the first of these events';
COMMENT ON COLUMN template__store.all_activity.last_at IS 'created_at of the last of these events';
CREATE VIEW template.active_clients AS
 SELECT period,
    starts_on,
    clients,
    events
   FROM template__store.all_activity a
  WHERE (event_name = ''::text);
ALTER VIEW template.active_clients OWNER TO hardal_owner;
COMMENT ON VIEW template.active_clients IS 'Active clients by day, week and month (UTC), right to the last event: filter on period';
COMMENT ON COLUMN template.active_clients.period IS 'day, week or month';
COMMENT ON COLUMN template.active_clients.starts_on IS 'First day of the period in UTC; weeks begin on Mondays';
COMMENT ON COLUMN template.active_clients.clients IS 'How many different clients had an event in the period';
COMMENT ON COLUMN template.active_clients.events IS 'How many events the period has, including those without a client_id';
CREATE TABLE template__store.client_months (
    client_id text NOT NULL,
    month date NOT NULL
);
ALTER TABLE template__store.client_months OWNER TO hardal_owner;
COMMENT ON TABLE template__store.client_months IS 'The rollup of the clients of each month; it can be rebuilt from the events';
COMMENT ON COLUMN template__store.client_months.client_id IS 'The client';
COMMENT ON COLUMN template__store.client_months.month IS 'First day of the month, in UTC';
CREATE VIEW template__store.live_client_months AS
 SELECT client_id,
    starts_on AS month
   FROM (template__store.live_spans s
     CROSS JOIN LATERAL ( SELECT client_id
           FROM template__store.events e
          WHERE ((created_at >= since) AND (created_at < until) AND (client_id IS NOT NULL))
          GROUP BY client_id) c)
  WHERE (period = 'month'::text);
ALTER VIEW template__store.live_client_months OWNER TO hardal_owner;
COMMENT ON VIEW template__store.live_client_months IS 'The clients of the months that are counted live, in the form in which a rollup stores them';
COMMENT ON COLUMN template__store.live_client_months.client_id IS 'The client';
COMMENT ON COLUMN template__store.live_client_months.month IS 'First day of the month, in UTC';
CREATE VIEW template.client_months AS
 SELECT client_id,
    month,
    true AS is_counted
   FROM template__store.client_months c
  WHERE (NOT (EXISTS ( SELECT
           FROM template__store.rollup_marks m
          WHERE ((period = 'month'::text) AND (starts_on = month)))))
UNION ALL
 SELECT client_id,
    month,
    false AS is_counted
   FROM template__store.live_client_months l;
ALTER VIEW template.client_months OWNER TO hardal_owner;
COMMENT ON VIEW template.client_months IS 'The months (UTC) in which each client was active, right to the last event';
COMMENT ON COLUMN template.client_months.client_id IS 'The client (user, device, account)';
COMMENT ON COLUMN template.client_months.month IS 'First day of the month in UTC';
COMMENT ON COLUMN template.client_months.is_counted IS 'True where the month was counted beforehand, false where its events are read';
CREATE VIEW template.events AS
 SELECT id,
    event_name,
    hardal_server_request_id,
    client_id,
    properties,
    created_at,
    received_at,
    ((created_at AT TIME ZONE 'UTC'::text))::date AS event_date,
    date_trunc('hour'::text, created_at, 'UTC'::text) AS event_hour,
    (date_trunc('week'::text, (created_at AT TIME ZONE 'UTC'::text)))::date AS event_week,
    (date_trunc('month'::text, (created_at AT TIME ZONE 'UTC'::text)))::date AS event_month
   FROM template__store.events e;
ALTER VIEW template.events OWNER TO hardal_owner;
COMMENT ON VIEW template.events IS 'Every event stored, a row each; filter on created_at or event_date to read few partitions';
COMMENT ON COLUMN template.events.id IS 'The event''s id, unique in the tenant';
COMMENT ON COLUMN template.events.event_name IS 'The event''s name, e.g. purchase';
COMMENT ON COLUMN template.events.hardal_server_request_id IS 'The request or user in the sending system';
COMMENT ON COLUMN template.events.client_id IS 'The client (user, device, account) of the event';
COMMENT ON COLUMN template.events.properties IS 'The event''s properties, a JSON object: properties ->> ''currency'' is a text';
COMMENT ON COLUMN template.events.created_at IS 'When the event happened, as the sender says';
COMMENT ON COLUMN template.events.received_at IS 'When the event was received; an import keeps the time of its file';
COMMENT ON COLUMN template.events.event_date IS 'The day of created_at in UTC';
COMMENT ON COLUMN template.events.event_hour IS 'The beginning of the hour of created_at; to group by, not to filter on';
COMMENT ON COLUMN template.events.event_week IS 'The Monday of the week of created_at in UTC; to group by, not to filter on';
COMMENT ON COLUMN template.events.event_month IS 'The first day of the month of created_at in UTC; to group by, not to filter on';
CREATE VIEW template.clients WITH (security_invoker='true') AS
 SELECT client_id,
    min(first_at) AS first_seen,
    max(last_at) AS last_seen,
    (sum(events))::bigint AS events,
    count(*) AS active_days
   FROM ( SELECT client_id,
            min(created_at) AS first_at,
            max(created_at) AS last_at,
            count(*) AS events
           FROM template.events e
          WHERE (client_id IS NOT NULL)
          GROUP BY client_id, (((created_at AT TIME ZONE 'UTC'::text))::date)) d
  GROUP BY client_id;
ALTER VIEW template.clients OWNER TO hardal_owner;
COMMENT ON VIEW template.clients IS 'Each client: its first and its last event, how many events it had and on how many days';
COMMENT ON COLUMN template.clients.client_id IS 'The client (user, device, account)';
COMMENT ON COLUMN template.clients.first_seen IS 'created_at of its first event';
COMMENT ON COLUMN template.clients.last_seen IS 'created_at of its last event';
COMMENT ON COLUMN template.clients.events IS 'How many events the client had';
COMMENT ON COLUMN template.clients.active_days IS 'On how many days (UTC) the client had an event';
CREATE TABLE template__store.cohort_units (
    cohort text NOT NULL,
    unit_id text NOT NULL
);
ALTER TABLE template__store.cohort_units OWNER TO hardal_owner;
COMMENT ON TABLE template__store.cohort_units IS 'The units of static cohorts';
COMMENT ON COLUMN template__store.cohort_units.cohort IS 'The cohort''s name';
COMMENT ON COLUMN template__store.cohort_units.unit_id IS 'The unit: a client, a person, or a value of the property';
CREATE VIEW template.cohort_units AS
 SELECT cohort,
    unit_id
   FROM template__store.cohort_units u;
ALTER VIEW template.cohort_units OWNER TO hardal_owner;
COMMENT ON VIEW template.cohort_units IS 'The units of the static cohorts, a row each; of a person all client ids';
COMMENT ON COLUMN template.cohort_units.cohort IS 'The cohort''s name';
COMMENT ON COLUMN template.cohort_units.unit_id IS 'The unit: a client, a client of the person, or a value of the property';
CREATE TABLE template__store.cohorts (
    name text NOT NULL,
    view_name name NOT NULL,
    unit text NOT NULL,
    definition jsonb,
    query text NOT NULL,
    is_static boolean NOT NULL,
    description text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "a cohort's name is 1 to 40 small letters, digits and _" CHECK ((name ~ '^[a-z][a-z0-9_]{0,39}$'::text))
);
ALTER TABLE template__store.cohorts OWNER TO hardal_owner;
COMMENT ON TABLE template__store.cohorts IS 'Cohorts: named sets of units';
COMMENT ON COLUMN template__store.cohorts.name IS 'The cohort''s name';
COMMENT ON COLUMN template__store.cohorts.view_name IS 'The view that has its units';
COMMENT ON COLUMN template__store.cohorts.unit IS 'Of what the cohort is made: client, person, or a property of events';
COMMENT ON COLUMN template__store.cohorts.definition IS 'What the query was made from; null where it was written by hand';
COMMENT ON COLUMN template__store.cohorts.query IS 'The query that the view stands on';
COMMENT ON COLUMN template__store.cohorts.is_static IS 'True where cohort_units has the units, as they were when the cohort was made';
COMMENT ON COLUMN template__store.cohorts.description IS 'What people wrote about the cohort, or null';
COMMENT ON COLUMN template__store.cohorts.created_at IS 'When the cohort was made';
CREATE VIEW template.cohorts AS
 SELECT name,
    (view_name)::text AS view_name,
    unit,
    is_static,
    description,
    definition,
    created_at
   FROM template__store.cohorts c;
ALTER VIEW template.cohorts OWNER TO hardal_owner;
COMMENT ON VIEW template.cohorts IS 'Each cohort: its name, the view that has its units, and how it was made';
COMMENT ON COLUMN template.cohorts.name IS 'The cohort''s name: funnel(..., cohort => name)';
COMMENT ON COLUMN template.cohorts.view_name IS 'The view in this schema that has the cohort''s units, in the column unit_id';
COMMENT ON COLUMN template.cohorts.unit IS 'Of what the cohort is made: client, person, or a property of events';
COMMENT ON COLUMN template.cohorts.is_static IS 'True where the units are those of the day on which the cohort was made';
COMMENT ON COLUMN template.cohorts.description IS 'What people wrote about the cohort, or null';
COMMENT ON COLUMN template.cohorts.definition IS 'What the cohort was made from; null where it was a query';
COMMENT ON COLUMN template.cohorts.created_at IS 'When the cohort was made';
CREATE VIEW template.daily_activity AS
 SELECT starts_on AS day,
    event_name,
    events,
    clients
   FROM template__store.all_activity a
  WHERE ((period = 'day'::text) AND (event_name <> ''::text));
ALTER VIEW template.daily_activity OWNER TO hardal_owner;
COMMENT ON VIEW template.daily_activity IS 'Events and clients by day (UTC) and event name, right to the last event';
COMMENT ON COLUMN template.daily_activity.day IS 'The day in UTC';
COMMENT ON COLUMN template.daily_activity.event_name IS 'The events'' name, e.g. purchase';
COMMENT ON COLUMN template.daily_activity.events IS 'How many events the day has';
COMMENT ON COLUMN template.daily_activity.clients IS 'How many different clients had these events; events without a client_id do not count';
CREATE TABLE template__store.descriptions (
    event_name text NOT NULL,
    property text,
    description text NOT NULL,
    written_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "a description has 1 to 1,000 characters" CHECK (((length(description) >= 1) AND (length(description) <= 1000)))
);
ALTER TABLE ONLY template__store.descriptions REPLICA IDENTITY FULL;
ALTER TABLE template__store.descriptions OWNER TO hardal_owner;
COMMENT ON TABLE template__store.descriptions IS 'What people wrote about events and properties; shown in the catalogs and as comments of typed views';
COMMENT ON COLUMN template__store.descriptions.event_name IS 'The name of the events';
COMMENT ON COLUMN template__store.descriptions.property IS 'The property; null in the row of the event itself';
COMMENT ON COLUMN template__store.descriptions.description IS 'What somebody wrote';
COMMENT ON COLUMN template__store.descriptions.written_at IS 'When it was written last';
CREATE TABLE template__store.event_views (
    event_name text NOT NULL,
    view_name name NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE template__store.event_views OWNER TO hardal_owner;
COMMENT ON TABLE template__store.event_views IS 'The typed views that were made; a view keeps its name until a DBA renames it';
COMMENT ON COLUMN template__store.event_views.event_name IS 'The name of the view''s events';
COMMENT ON COLUMN template__store.event_views.view_name IS 'The view''s name in the read surface';
COMMENT ON COLUMN template__store.event_views.made_at IS 'When the view was made';
CREATE VIEW template.event_catalog AS
 SELECT event_name,
    events,
    first_seen,
    last_seen,
    (view_name)::text AS view_name,
    description
   FROM ((( SELECT event_name,
            (sum(events))::bigint AS events,
            min(first_at) AS first_seen,
            max(last_at) AS last_seen
           FROM template__store.all_activity a
          WHERE ((period = 'day'::text) AND (event_name <> ''::text))
          GROUP BY event_name) n
     LEFT JOIN template__store.event_views v ON ((event_name = event_name)))
     LEFT JOIN template__store.descriptions d ON (((event_name = event_name) AND (property IS NULL))));
ALTER VIEW template.event_catalog OWNER TO hardal_owner;
COMMENT ON VIEW template.event_catalog IS 'Each event name: how many events it has, the first and the last of them, and its typed view';
COMMENT ON COLUMN template.event_catalog.event_name IS 'The events'' name, e.g. purchase';
COMMENT ON COLUMN template.event_catalog.events IS 'How many events of this name there are';
COMMENT ON COLUMN template.event_catalog.first_seen IS 'created_at of the first event of this name';
COMMENT ON COLUMN template.event_catalog.last_seen IS 'created_at of the last event of this name';
COMMENT ON COLUMN template.event_catalog.view_name IS 'The typed view in this schema, which has one column per property; null where there is none (yet)';
COMMENT ON COLUMN template.event_catalog.description IS 'What people wrote about the event (hardal-admin views describe); null where nobody did';
CREATE TABLE template__store.identities (
    client_id text NOT NULL,
    person_id text NOT NULL
);
ALTER TABLE template__store.identities OWNER TO hardal_owner;
COMMENT ON TABLE template__store.identities IS 'Which client id is which person: what follows from the links';
COMMENT ON COLUMN template__store.identities.client_id IS 'A client id that stands in a link';
COMMENT ON COLUMN template__store.identities.person_id IS 'The smallest id, in the order of bytes, of the set that the links connect it to';
CREATE VIEW template.identities AS
 SELECT client_id,
    person_id
   FROM template__store.identities i;
ALTER VIEW template.identities OWNER TO hardal_owner;
COMMENT ON VIEW template.identities IS 'The person of each client id that is linked with another: left join identities using (client_id), then coalesce(person_id, client_id)';
COMMENT ON COLUMN template.identities.client_id IS 'A client id that has a link';
COMMENT ON COLUMN template.identities.person_id IS 'The smallest client id of the set that its links connect it to, in the order of bytes';
CREATE TABLE template__store.metrics (
    name text NOT NULL,
    event_name text NOT NULL,
    properties text[] NOT NULL,
    column_names name[] NOT NULL,
    number text,
    measures text[] NOT NULL,
    filter jsonb,
    filter_path jsonpath,
    every text NOT NULL,
    max_groups integer NOT NULL,
    is_aggregate boolean NOT NULL,
    description text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    keys_1 text[],
    keys_2 text[],
    keys_3 text[],
    keys_4 text[],
    number_keys text[],
    counting_day date DEFAULT '-infinity'::date,
    CONSTRAINT "a metric is by day or by hour" CHECK ((every = ANY (ARRAY['day'::text, 'hour'::text])))
);
ALTER TABLE template__store.metrics OWNER TO hardal_owner;
COMMENT ON TABLE template__store.metrics IS 'Metrics: what is counted beforehand';
COMMENT ON COLUMN template__store.metrics.name IS 'The metric''s name, and that of its view';
COMMENT ON COLUMN template__store.metrics.event_name IS 'The name of the events that are counted';
COMMENT ON COLUMN template__store.metrics.properties IS 'The properties that the metric groups by';
COMMENT ON COLUMN template__store.metrics.column_names IS 'The columns of the view for these properties';
COMMENT ON COLUMN template__store.metrics.number IS 'The property whose numbers are measured; null where events are counted alone';
COMMENT ON COLUMN template__store.metrics.measures IS 'count, sum, avg, min, max: the view''s measures';
COMMENT ON COLUMN template__store.metrics.filter IS 'Only events that match this filter are counted; null: all';
COMMENT ON COLUMN template__store.metrics.filter_path IS 'The filter as a jsonpath';
COMMENT ON COLUMN template__store.metrics.every IS 'day or hour';
COMMENT ON COLUMN template__store.metrics.max_groups IS 'At most so many groups of a day, or an hour, have rows of their own';
COMMENT ON COLUMN template__store.metrics.is_aggregate IS 'True where a reader with the scope aggregate may read the metric';
COMMENT ON COLUMN template__store.metrics.description IS 'What people wrote about the metric, or null';
COMMENT ON COLUMN template__store.metrics.created_at IS 'When the metric was made';
COMMENT ON COLUMN template__store.metrics.keys_1 IS 'The keys of the first property';
COMMENT ON COLUMN template__store.metrics.keys_2 IS 'The keys of the second property, or null';
COMMENT ON COLUMN template__store.metrics.keys_3 IS 'The keys of the third property, or null';
COMMENT ON COLUMN template__store.metrics.keys_4 IS 'The keys of the fourth property, or null';
COMMENT ON COLUMN template__store.metrics.number_keys IS 'The keys of the number, or null';
COMMENT ON COLUMN template__store.metrics.counting_day IS 'The day that count_metrics has counted last, or -infinity; null once all days are counted';
CREATE VIEW template.metrics AS
 SELECT name,
    event_name,
    properties,
    (column_names)::text[] AS column_names,
    number,
    measures,
    filter,
    (filter_path)::text AS filter_path,
    every,
    max_groups,
    is_aggregate,
    description,
    (counting_day IS NULL) AS is_counted,
    created_at
   FROM template__store.metrics m;
ALTER VIEW template.metrics OWNER TO hardal_owner;
COMMENT ON VIEW template.metrics IS 'Each metric: the view of the same name has its numbers, counted beforehand';
COMMENT ON COLUMN template.metrics.name IS 'The metric''s name, and that of its view';
COMMENT ON COLUMN template.metrics.event_name IS 'The name of the events that are counted';
COMMENT ON COLUMN template.metrics.properties IS 'The properties that the metric groups by';
COMMENT ON COLUMN template.metrics.column_names IS 'The columns of the metric''s view for these properties, in the same order';
COMMENT ON COLUMN template.metrics.number IS 'The property whose numbers are measured; null where events are counted alone';
COMMENT ON COLUMN template.metrics.measures IS 'count, sum, avg, min, max: the view''s measures';
COMMENT ON COLUMN template.metrics.filter IS 'Only events that match this filter are counted; null: all';
COMMENT ON COLUMN template.metrics.filter_path IS 'The filter as a jsonpath, by the properties that its names stood for when the metric was made';
COMMENT ON COLUMN template.metrics.every IS 'day or hour';
COMMENT ON COLUMN template.metrics.max_groups IS 'At most so many groups of a day, or an hour, have rows of their own; the others are one row';
COMMENT ON COLUMN template.metrics.is_aggregate IS 'True where a reader with the scope aggregate may read the metric';
COMMENT ON COLUMN template.metrics.description IS 'What people wrote about the metric, or null';
COMMENT ON COLUMN template.metrics.is_counted IS 'False until maintenance has counted the days that were over when the metric was made';
COMMENT ON COLUMN template.metrics.created_at IS 'When the metric was made';
CREATE VIEW template.person_events WITH (security_invoker='true') AS
 SELECT person_id,
    id,
    event_name,
    hardal_server_request_id,
    client_id,
    properties,
    created_at,
    received_at,
    event_date,
    event_hour,
    event_week,
    event_month
   FROM (template.identities i
     JOIN template.events e ON ((client_id = client_id)))
UNION ALL
 SELECT client_id AS person_id,
    id,
    event_name,
    hardal_server_request_id,
    client_id,
    properties,
    created_at,
    received_at,
    event_date,
    event_hour,
    event_week,
    event_month
   FROM template.events e
  WHERE (NOT (EXISTS ( SELECT
           FROM template.identities i
          WHERE (client_id = client_id))));
ALTER VIEW template.person_events OWNER TO hardal_owner;
COMMENT ON VIEW template.person_events IS 'Every event with its person, a row each; filter on person_id, created_at or event_date to read little';
COMMENT ON COLUMN template.person_events.person_id IS 'The person: the smallest id of those that are linked with client_id, else client_id itself; null where the event has no client';
COMMENT ON COLUMN template.person_events.id IS 'The event''s id, unique in the tenant';
COMMENT ON COLUMN template.person_events.event_name IS 'The event''s name, e.g. purchase';
COMMENT ON COLUMN template.person_events.hardal_server_request_id IS 'The request or user in the sending system';
COMMENT ON COLUMN template.person_events.client_id IS 'The client (user, device, account) of the event';
COMMENT ON COLUMN template.person_events.properties IS 'The event''s properties, a JSON object: properties ->> ''currency'' is a text';
COMMENT ON COLUMN template.person_events.created_at IS 'When the event happened, as the sender says';
COMMENT ON COLUMN template.person_events.received_at IS 'When the event was received; an import keeps the time of its file';
COMMENT ON COLUMN template.person_events.event_date IS 'The day of created_at in UTC';
COMMENT ON COLUMN template.person_events.event_hour IS 'The beginning of the hour of created_at; to group by, not to filter on';
COMMENT ON COLUMN template.person_events.event_week IS 'The Monday of the week of created_at in UTC; to group by, not to filter on';
COMMENT ON COLUMN template.person_events.event_month IS 'The first day of the month of created_at in UTC; to group by, not to filter on';
CREATE VIEW template.persons WITH (security_invoker='true') AS
 WITH given AS (
         SELECT person_id,
            created_at,
            id,
            once,
            trait,
            value,
            lag(value) OVER (PARTITION BY person_id, trait, once ORDER BY created_at, id) AS value_before
           FROM ((template.person_events e
             CROSS JOIN ( VALUES (false), (true)) o(once))
             CROSS JOIN LATERAL jsonb_each(hardal_helpers.event_traits(event_name, properties, once)) s(trait, value))
          WHERE ((person_id IS NOT NULL) AND ((event_name = 'identify'::text) OR (properties ?| '{$set,$set_once,$unset}'::text[]) OR ((properties #> '{$amplitude,user_properties}'::text[]) IS NOT NULL)))
        ), last_given AS (
         SELECT person_id,
            trait,
            COALESCE((array_agg(value ORDER BY created_at DESC, id DESC) FILTER (WHERE (NOT once)))[1], (array_agg(value ORDER BY created_at, id) FILTER (WHERE once))[1]) AS value,
            COALESCE(max(created_at) FILTER (WHERE ((NOT once) AND (value IS DISTINCT FROM value_before))), min(created_at) FILTER (WHERE once)) AS since
           FROM given g
          GROUP BY person_id, trait
        ), traits AS (
         SELECT person_id,
            jsonb_object_agg(trait, value) AS traits,
            jsonb_object_agg(trait, since) AS trait_since
           FROM last_given v
          WHERE (value <> 'null'::jsonb)
          GROUP BY person_id
        ), linked_clients AS (
         SELECT person_id,
            client_id,
            min(created_at) AS first_at,
            max(created_at) AS last_at,
            count(created_at) AS events
           FROM (template.identities i
             LEFT JOIN template.events e ON ((client_id = client_id)))
          GROUP BY person_id, client_id
        ), seen AS (
         SELECT person_id,
            array_agg(client_id ORDER BY (client_id COLLATE "C")) AS client_ids,
            min(first_at) AS first_seen,
            max(last_at) AS last_seen,
            (sum(events))::bigint AS events
           FROM linked_clients c
          GROUP BY person_id
        UNION ALL
         SELECT client_id AS person_id,
            ARRAY[client_id] AS client_ids,
            min(created_at) AS first_seen,
            max(created_at) AS last_seen,
            count(*) AS events
           FROM template.events e
          WHERE ((client_id IS NOT NULL) AND (NOT (EXISTS ( SELECT
                   FROM template.identities i
                  WHERE (client_id = client_id)))))
          GROUP BY client_id
        )
 SELECT person_id,
    client_ids,
    first_seen,
    last_seen,
    events,
    COALESCE(traits, '{}'::jsonb) AS traits,
    COALESCE(trait_since, '{}'::jsonb) AS trait_since
   FROM (seen p
     LEFT JOIN traits t ON ((person_id = person_id)));
ALTER VIEW template.persons OWNER TO hardal_owner;
COMMENT ON VIEW template.persons IS 'Each person: its client ids, its first and its last event, how many events it has, and its traits';
COMMENT ON COLUMN template.persons.person_id IS 'The person: the smallest of its client ids, in the order of bytes';
COMMENT ON COLUMN template.persons.client_ids IS 'All client ids of the person';
COMMENT ON COLUMN template.persons.first_seen IS 'created_at of its first event; null where only a link tells of the person';
COMMENT ON COLUMN template.persons.last_seen IS 'created_at of its last event';
COMMENT ON COLUMN template.persons.events IS 'How many events the person has';
COMMENT ON COLUMN template.persons.traits IS 'The last value of each trait that identify calls and the like gave the person';
COMMENT ON COLUMN template.persons.trait_since IS 'Since when each trait has this value';
CREATE VIEW template__store.live_properties AS
 SELECT starts_on AS day,
    event_name,
    property,
    json_type,
    events,
    first_at,
    last_at,
    example
   FROM (template__store.live_spans s
     CROSS JOIN LATERAL ( SELECT event_name,
            property,
            json_type,
            count(*) AS events,
            min(created_at) AS first_at,
            max(created_at) AS last_at,
            max((
                CASE
                    WHEN (json_type = ANY (ARRAY['string'::text, 'number'::text, 'boolean'::text])) THEN "left"((value #>> '{}'::text[]), 100)
                    ELSE NULL::text
                END COLLATE "C")) AS example
           FROM (template__store.events e
             CROSS JOIN LATERAL template.flatten(properties) f(property, json_type, value))
          WHERE ((created_at >= since) AND (created_at < until))
          GROUP BY event_name, property, json_type
          ORDER BY (count(*)) DESC, (event_name COLLATE "C"), (property COLLATE "C"), (json_type COLLATE "C")
         LIMIT 2000) p)
  WHERE (period = 'day'::text);
ALTER VIEW template__store.live_properties OWNER TO hardal_owner;
COMMENT ON VIEW template__store.live_properties IS 'Properties of the days that are counted live, in the form in which a rollup stores them';
COMMENT ON COLUMN template__store.live_properties.day IS 'The day in UTC';
COMMENT ON COLUMN template__store.live_properties.event_name IS 'The events'' name';
COMMENT ON COLUMN template__store.live_properties.property IS 'The property: its keys, joined by dots';
COMMENT ON COLUMN template__store.live_properties.json_type IS 'string, number, boolean, object, array or null';
COMMENT ON COLUMN template__store.live_properties.events IS 'How many events have the property with this type';
COMMENT ON COLUMN template__store.live_properties.first_at IS 'created_at of the first of these events';
COMMENT ON COLUMN template__store.live_properties.last_at IS 'created_at of the last of these events';
COMMENT ON COLUMN template__store.live_properties.example IS 'The first 100 characters of one value; null for objects, arrays and null';
CREATE TABLE template__store.property_counts (
    day date NOT NULL,
    event_name text NOT NULL,
    property text NOT NULL,
    json_type text NOT NULL,
    events bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    example text
);
ALTER TABLE template__store.property_counts OWNER TO hardal_owner;
COMMENT ON TABLE template__store.property_counts IS 'The rollup of properties; it can be rebuilt from the events';
COMMENT ON COLUMN template__store.property_counts.day IS 'The day in UTC';
COMMENT ON COLUMN template__store.property_counts.event_name IS 'The events'' name';
COMMENT ON COLUMN template__store.property_counts.property IS 'The property: its keys, joined by dots';
COMMENT ON COLUMN template__store.property_counts.json_type IS 'string, number, boolean, object, array or null';
COMMENT ON COLUMN template__store.property_counts.events IS 'How many events have the property with this type';
COMMENT ON COLUMN template__store.property_counts.first_at IS 'created_at of the first of these events';
COMMENT ON COLUMN template__store.property_counts.last_at IS 'created_at of the last of these events';
COMMENT ON COLUMN template__store.property_counts.example IS 'The first 100 characters of one value; null for objects, arrays and null';
CREATE VIEW template__store.all_properties AS
 SELECT day,
    event_name,
    property,
    json_type,
    events,
    first_at,
    last_at,
    example
   FROM template__store.property_counts c
  WHERE (NOT (EXISTS ( SELECT
           FROM template__store.rollup_marks m
          WHERE ((period = 'day'::text) AND (starts_on = day)))))
UNION ALL
 SELECT day,
    event_name,
    property,
    json_type,
    events,
    first_at,
    last_at,
    example
   FROM template__store.live_properties l;
ALTER VIEW template__store.all_properties OWNER TO hardal_owner;
COMMENT ON VIEW template__store.all_properties IS 'Properties of every day''s events, right to the last event';
COMMENT ON COLUMN template__store.all_properties.day IS 'The day in UTC';
COMMENT ON COLUMN template__store.all_properties.event_name IS 'The events'' name';
COMMENT ON COLUMN template__store.all_properties.property IS 'The property: its keys, joined by dots';
COMMENT ON COLUMN template__store.all_properties.json_type IS 'string, number, boolean, object, array or null';
COMMENT ON COLUMN template__store.all_properties.events IS 'How many events have the property with this type';
COMMENT ON COLUMN template__store.all_properties.first_at IS 'created_at of the first of these events';
COMMENT ON COLUMN template__store.all_properties.last_at IS 'created_at of the last of these events';
COMMENT ON COLUMN template__store.all_properties.example IS 'The first 100 characters of one value; null for objects, arrays and null';
CREATE VIEW template.property_catalog AS
 WITH numbered AS (
         SELECT day,
            event_name,
            property,
            json_type,
            events,
            first_at,
            last_at,
            example,
            row_number() OVER (PARTITION BY event_name, property, example ORDER BY last_at DESC) AS turn
           FROM template__store.all_properties a
        )
 SELECT event_name,
    property,
    (sum(events))::bigint AS events,
    min(first_at) AS first_seen,
    max(last_at) AS last_seen,
    (COALESCE(sum(events) FILTER (WHERE (json_type = 'string'::text)), (0)::numeric))::bigint AS strings,
    (COALESCE(sum(events) FILTER (WHERE (json_type = 'number'::text)), (0)::numeric))::bigint AS numbers,
    (COALESCE(sum(events) FILTER (WHERE (json_type = 'boolean'::text)), (0)::numeric))::bigint AS booleans,
    (COALESCE(sum(events) FILTER (WHERE (json_type = 'object'::text)), (0)::numeric))::bigint AS objects,
    (COALESCE(sum(events) FILTER (WHERE (json_type = 'array'::text)), (0)::numeric))::bigint AS arrays,
    (COALESCE(sum(events) FILTER (WHERE (json_type = 'null'::text)), (0)::numeric))::bigint AS nulls,
        CASE
            WHEN ( SELECT has_table_privilege(CURRENT_USER, 'template.events'::text, 'select'::text) AS has_table_privilege) THEN (array_agg(example ORDER BY last_at DESC, (example COLLATE "C")) FILTER (WHERE ((turn = 1) AND (example IS NOT NULL))))[1:5]
            ELSE NULL::text[]
        END AS examples,
    ( SELECT description
           FROM template__store.descriptions d
          WHERE ((event_name = event_name) AND (property = property))) AS description
   FROM numbered n
  GROUP BY event_name, property;
ALTER VIEW template.property_catalog OWNER TO hardal_owner;
COMMENT ON VIEW template.property_catalog IS 'Each property of each event name: how many events have it, since when, and with which JSON types; a key in a nested object is a property of its own';
COMMENT ON COLUMN template.property_catalog.event_name IS 'The events'' name';
COMMENT ON COLUMN template.property_catalog.property IS 'The property: its keys, joined by dots: nested_data.category';
COMMENT ON COLUMN template.property_catalog.events IS 'How many events have the property';
COMMENT ON COLUMN template.property_catalog.first_seen IS 'created_at of the first event with the property';
COMMENT ON COLUMN template.property_catalog.last_seen IS 'created_at of the last event with the property';
COMMENT ON COLUMN template.property_catalog.strings IS 'Number of events in which the value is a string';
COMMENT ON COLUMN template.property_catalog.numbers IS 'Number of events in which the value is a number';
COMMENT ON COLUMN template.property_catalog.booleans IS 'Number of events in which the value is true or false';
COMMENT ON COLUMN template.property_catalog.objects IS 'Number of events in which the value is an object; its keys are properties of their own';
COMMENT ON COLUMN template.property_catalog.arrays IS 'Number of events in which the value is an array';
COMMENT ON COLUMN template.property_catalog.nulls IS 'Number of events in which the value is null';
COMMENT ON COLUMN template.property_catalog.examples IS 'Up to five values, the newest first; null for readers who may not read events';
COMMENT ON COLUMN template.property_catalog.description IS 'What people wrote about the property (hardal-admin views describe --property); null where nobody did';
CREATE VIEW template.rejected_events AS
 SELECT rejected_id,
    received_at,
    (payload ->> 'event_name'::text) AS event_name,
    errors,
    payload,
    raw,
    bytes
   FROM template__store.rejected_events r;
ALTER VIEW template.rejected_events OWNER TO hardal_owner;
COMMENT ON VIEW template.rejected_events IS 'Rejected events, kept with the reasons so that a DBA can mend and replay them';
COMMENT ON COLUMN template.rejected_events.rejected_id IS 'Id of the rejected event, as in the answer that the sender got';
COMMENT ON COLUMN template.rejected_events.received_at IS 'When the event was rejected';
COMMENT ON COLUMN template.rejected_events.event_name IS 'The event_name that was sent; null where there was none';
COMMENT ON COLUMN template.rejected_events.errors IS 'Every fault: an array of field, code and message';
COMMENT ON COLUMN template.rejected_events.payload IS 'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
COMMENT ON COLUMN template.rejected_events.raw IS 'The bytes that were sent, where they are no JSON; the first 8 KiB, where the event was too large; null otherwise: convert_from(raw, ''UTF8'')';
COMMENT ON COLUMN template.rejected_events.bytes IS 'Size of the line that was sent, or of the event as jsonb';
CREATE VIEW template.sessions WITH (security_invoker='true') AS
 SELECT client_id,
    started_at,
    ended_at,
    (ended_at - started_at) AS duration,
    (EXTRACT(epoch FROM (ended_at - started_at)))::double precision AS duration_seconds,
    events,
    first_event,
    last_event
   FROM ( SELECT client_id,
            is_first,
            created_at AS started_at,
            event_name AS first_event,
                CASE
                    WHEN is_last THEN created_at
                    ELSE lead(created_at) OVER w
                END AS ended_at,
                CASE
                    WHEN is_last THEN (1)::bigint
                    ELSE ((lead(place) OVER w - place) + 1)
                END AS events,
                CASE
                    WHEN is_last THEN event_name
                    ELSE lead(event_name) OVER w
                END AS last_event
           FROM ( SELECT client_id,
                    created_at,
                    event_name,
                    row_number() OVER w AS place,
                    (((created_at - lag(created_at) OVER w) <= '00:30:00'::interval) IS NOT TRUE) AS is_first,
                    (((lead(created_at) OVER w - created_at) <= '00:30:00'::interval) IS NOT TRUE) AS is_last
                   FROM template.events e
                  WHERE (client_id IS NOT NULL)
                  WINDOW w AS (PARTITION BY client_id ORDER BY created_at, (event_name COLLATE "C"))) b
          WHERE (is_first OR is_last)
          WINDOW w AS (PARTITION BY client_id ORDER BY created_at, place)) s
  WHERE is_first;
ALTER VIEW template.sessions OWNER TO hardal_owner;
COMMENT ON VIEW template.sessions IS 'Sessions: a client''s events with no pause of more than 30 minutes; for some days only, sessions(since, until) is faster';
COMMENT ON COLUMN template.sessions.client_id IS 'The client';
COMMENT ON COLUMN template.sessions.started_at IS 'created_at of the first event of the session';
COMMENT ON COLUMN template.sessions.ended_at IS 'created_at of the last event of the session';
COMMENT ON COLUMN template.sessions.duration IS 'The time from the first event of the session to the last';
COMMENT ON COLUMN template.sessions.duration_seconds IS 'duration in seconds';
COMMENT ON COLUMN template.sessions.events IS 'How many events the session has';
COMMENT ON COLUMN template.sessions.first_event IS 'event_name of the first event of the session';
COMMENT ON COLUMN template.sessions.last_event IS 'event_name of the last event of the session';
CREATE TABLE template__store.view_columns (
    event_name text NOT NULL,
    property text NOT NULL,
    column_type text NOT NULL,
    column_name name NOT NULL,
    place integer NOT NULL,
    pinned boolean DEFAULT false NOT NULL,
    CONSTRAINT "a column is text, numeric, boolean, timestamptz or jsonb" CHECK ((column_type = ANY (ARRAY['text'::text, 'numeric'::text, 'boolean'::text, 'timestamptz'::text, 'jsonb'::text])))
);
ALTER TABLE template__store.view_columns OWNER TO hardal_owner;
COMMENT ON TABLE template__store.view_columns IS 'The columns of the typed views';
COMMENT ON COLUMN template__store.view_columns.event_name IS 'The name of the view''s events';
COMMENT ON COLUMN template__store.view_columns.property IS 'The property that the column shows';
COMMENT ON COLUMN template__store.view_columns.column_type IS 'The column''s type';
COMMENT ON COLUMN template__store.view_columns.column_name IS 'The column''s name';
COMMENT ON COLUMN template__store.view_columns.place IS 'The column''s place behind the columns that every typed view has, from 1';
COMMENT ON COLUMN template__store.view_columns.pinned IS 'True where a DBA has fixed the column''s name and type';
CREATE VIEW template.view_columns AS
 SELECT event_name,
    (view_name)::text AS view_name,
    (column_name)::text AS column_name,
    property,
    column_type
   FROM (template__store.event_views v
     LEFT JOIN template__store.view_columns c ON ((event_name = event_name)));
ALTER VIEW template.view_columns OWNER TO hardal_owner;
COMMENT ON VIEW template.view_columns IS 'Each typed view: its columns of properties, and the property that each of them shows';
COMMENT ON COLUMN template.view_columns.event_name IS 'The events'' name, e.g. Order Completed';
COMMENT ON COLUMN template.view_columns.view_name IS 'The typed view in this schema, e.g. order_completed';
COMMENT ON COLUMN template.view_columns.column_name IS 'The column of the view, e.g. context_device_type; null where the view has no property yet';
COMMENT ON COLUMN template.view_columns.property IS 'The property: its keys, joined by dots: context.device.type';
COMMENT ON COLUMN template.view_columns.column_type IS 'text, numeric, boolean, timestamptz or jsonb';
CREATE VIEW template__store.live_metrics AS
 SELECT metric,
    day,
    hour,
    is_other,
    group_1,
    group_2,
    group_3,
    group_4,
    events,
    numbers,
    total,
    "least",
    most
   FROM ((( SELECT name AS metric,
            starts_on AS day,
            since,
            until
           FROM (template__store.metrics n
             CROSS JOIN template__store.live_spans l)
          WHERE (period = 'day'::text)
        UNION
         SELECT name,
            counting_day,
            ((counting_day)::timestamp without time zone AT TIME ZONE 'UTC'::text) AS timezone,
            (((counting_day + 1))::timestamp without time zone AT TIME ZONE 'UTC'::text) AS timezone
           FROM template__store.metrics n
          WHERE isfinite(counting_day)) s
     JOIN template__store.metrics m ON ((metric = name)))
     CROSS JOIN LATERAL ( WITH measured AS (
                 SELECT
                        CASE
                            WHEN (every = 'hour'::text) THEN date_trunc('hour'::text, created_at, 'UTC'::text)
                            ELSE NULL::timestamp with time zone
                        END AS hour,
                    "left"((properties #>> keys_1), 1000) AS group_1,
                    "left"((properties #>> keys_2), 1000) AS group_2,
                    "left"((properties #>> keys_3), 1000) AS group_3,
                    "left"((properties #>> keys_4), 1000) AS group_4,
                        CASE
                            WHEN (jsonb_typeof((properties #> number_keys)) = 'number'::text) THEN ((properties #>> number_keys))::numeric
                            ELSE NULL::numeric
                        END AS number
                   FROM template__store.events e
                  WHERE ((event_name = event_name) AND (created_at >= since) AND (created_at < until) AND ((filter_path IS NULL) OR (properties @@ filter_path)))
                ), grouped AS (
                 SELECT hour,
                    group_1,
                    group_2,
                    group_3,
                    group_4,
                    count(*) AS events,
                    count(number) AS numbers,
                    sum(number) AS total,
                    min(number) AS "least",
                    max(number) AS most
                   FROM measured e
                  GROUP BY hour, group_1, group_2, group_3, group_4
                ), ranked AS (
                 SELECT r_1.hour,
                    r_1.group_1,
                    r_1.group_2,
                    r_1.group_3,
                    r_1.group_4,
                    r_1.events,
                    r_1.numbers,
                    r_1.total,
                    r_1."least",
                    r_1.most,
                    LEAST(row_number() OVER (PARTITION BY r_1.hour ORDER BY r_1.events DESC, (r_1.group_1 COLLATE "C"), (r_1.group_2 COLLATE "C"), (r_1.group_3 COLLATE "C"), (r_1.group_4 COLLATE "C")), ((max_groups + 1))::bigint) AS place
                   FROM grouped r_1
                )
         SELECT hour,
            (place > max_groups) AS is_other,
                CASE
                    WHEN (place <= max_groups) THEN min(group_1)
                    ELSE NULL::text
                END AS group_1,
                CASE
                    WHEN (place <= max_groups) THEN min(group_2)
                    ELSE NULL::text
                END AS group_2,
                CASE
                    WHEN (place <= max_groups) THEN min(group_3)
                    ELSE NULL::text
                END AS group_3,
                CASE
                    WHEN (place <= max_groups) THEN min(group_4)
                    ELSE NULL::text
                END AS group_4,
            (sum(events))::bigint AS events,
            (sum(numbers))::bigint AS numbers,
            sum(total) AS total,
            min("least") AS "least",
            max(most) AS most
           FROM ranked r
          GROUP BY hour, place) g);
ALTER VIEW template__store.live_metrics OWNER TO hardal_owner;
COMMENT ON VIEW template__store.live_metrics IS 'What the metrics have in the days that are counted live, in the form in which a rollup stores it; the columns are those of metric_counts';
COMMENT ON COLUMN template__store.live_metrics.metric IS 'The metric''s name';
COMMENT ON COLUMN template__store.live_metrics.day IS 'The day in UTC';
COMMENT ON COLUMN template__store.live_metrics.hour IS 'The beginning of the hour; null where the metric is by day';
COMMENT ON COLUMN template__store.live_metrics.is_other IS 'True in the row of all groups beyond the limit together';
COMMENT ON COLUMN template__store.live_metrics.group_1 IS 'The first 1,000 characters of the first property; null where an event has none';
COMMENT ON COLUMN template__store.live_metrics.group_2 IS 'The same of the second property';
COMMENT ON COLUMN template__store.live_metrics.group_3 IS 'The same of the third property';
COMMENT ON COLUMN template__store.live_metrics.group_4 IS 'The same of the fourth property';
COMMENT ON COLUMN template__store.live_metrics.events IS 'How many events there are';
COMMENT ON COLUMN template__store.live_metrics.numbers IS 'How many of them have a number';
COMMENT ON COLUMN template__store.live_metrics.total IS 'The sum of the numbers; null where there is none';
COMMENT ON COLUMN template__store.live_metrics."least" IS 'The least number';
COMMENT ON COLUMN template__store.live_metrics.most IS 'The greatest number';
CREATE TABLE template__store.metric_counts (
    metric text NOT NULL,
    day date NOT NULL,
    hour timestamp with time zone,
    is_other boolean NOT NULL,
    group_1 text,
    group_2 text,
    group_3 text,
    group_4 text,
    events bigint NOT NULL,
    numbers bigint NOT NULL,
    total numeric,
    "least" numeric,
    most numeric
);
ALTER TABLE ONLY template__store.metric_counts REPLICA IDENTITY FULL;
ALTER TABLE template__store.metric_counts OWNER TO hardal_owner;
COMMENT ON TABLE template__store.metric_counts IS 'The rollup of metrics; it can be rebuilt from the events';
COMMENT ON COLUMN template__store.metric_counts.metric IS 'The metric''s name';
COMMENT ON COLUMN template__store.metric_counts.day IS 'The day in UTC';
COMMENT ON COLUMN template__store.metric_counts.hour IS 'The beginning of the hour; null where the metric is by day';
COMMENT ON COLUMN template__store.metric_counts.is_other IS 'True in the row of all groups beyond the limit together';
COMMENT ON COLUMN template__store.metric_counts.group_1 IS 'The first 1,000 characters of the first property; null where an event has none';
COMMENT ON COLUMN template__store.metric_counts.group_2 IS 'The same of the second property';
COMMENT ON COLUMN template__store.metric_counts.group_3 IS 'The same of the third property';
COMMENT ON COLUMN template__store.metric_counts.group_4 IS 'The same of the fourth property';
COMMENT ON COLUMN template__store.metric_counts.events IS 'How many events there are';
COMMENT ON COLUMN template__store.metric_counts.numbers IS 'How many of them have a number';
COMMENT ON COLUMN template__store.metric_counts.total IS 'The sum of the numbers; null where there is none';
COMMENT ON COLUMN template__store.metric_counts."least" IS 'The least number';
COMMENT ON COLUMN template__store.metric_counts.most IS 'The greatest number';
CREATE VIEW template__store.all_metrics AS
 SELECT metric,
    day,
    hour,
    is_other,
    group_1,
    group_2,
    group_3,
    group_4,
    events,
    numbers,
    total,
    "least",
    most
   FROM template__store.metric_counts c
  WHERE (NOT (day IN ( SELECT starts_on
           FROM template__store.rollup_marks m
          WHERE (period = 'day'::text))))
UNION ALL
 SELECT metric,
    day,
    hour,
    is_other,
    group_1,
    group_2,
    group_3,
    group_4,
    events,
    numbers,
    total,
    "least",
    most
   FROM template__store.live_metrics l;
ALTER VIEW template__store.all_metrics OWNER TO hardal_owner;
COMMENT ON VIEW template__store.all_metrics IS 'What the metrics have in each day or hour, by group, right to the last event; the columns are those of metric_counts';
COMMENT ON COLUMN template__store.all_metrics.metric IS 'The metric''s name';
COMMENT ON COLUMN template__store.all_metrics.day IS 'The day in UTC';
COMMENT ON COLUMN template__store.all_metrics.hour IS 'The beginning of the hour; null where the metric is by day';
COMMENT ON COLUMN template__store.all_metrics.is_other IS 'True in the row of all groups beyond the limit together';
COMMENT ON COLUMN template__store.all_metrics.group_1 IS 'The first 1,000 characters of the first property; null where an event has none';
COMMENT ON COLUMN template__store.all_metrics.group_2 IS 'The same of the second property';
COMMENT ON COLUMN template__store.all_metrics.group_3 IS 'The same of the third property';
COMMENT ON COLUMN template__store.all_metrics.group_4 IS 'The same of the fourth property';
COMMENT ON COLUMN template__store.all_metrics.events IS 'How many events there are';
COMMENT ON COLUMN template__store.all_metrics.numbers IS 'How many of them have a number';
COMMENT ON COLUMN template__store.all_metrics.total IS 'The sum of the numbers; null where there is none';
COMMENT ON COLUMN template__store.all_metrics."least" IS 'The least number';
COMMENT ON COLUMN template__store.all_metrics.most IS 'The greatest number';
CREATE TABLE template__store.boundary (
    boundary date DEFAULT '-infinity'::date NOT NULL,
    waits_for text[],
    received_from timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    looked_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL
);
ALTER TABLE ONLY template__store.boundary REPLICA IDENTITY FULL;
ALTER TABLE template__store.boundary OWNER TO hardal_owner;
COMMENT ON TABLE template__store.boundary IS 'One row: the days before the boundary are over';
COMMENT ON COLUMN template__store.boundary.boundary IS 'A transaction that stores an event of an earlier day marks the periods of the event';
COMMENT ON COLUMN template__store.boundary.waits_for IS 'The days before the boundary are rolled up once these transactions are over; null while they are not listed yet';
COMMENT ON COLUMN template__store.boundary.received_from IS 'The time that the newest erasure covers: events that are stored from now on were received at this time or later';
COMMENT ON COLUMN template__store.boundary.looked_at IS 'When typed views were last compared with events; -infinity: the next round compares them with all events';
CREATE TABLE template__store.counted_days (
    day date NOT NULL
);
ALTER TABLE ONLY template__store.counted_days REPLICA IDENTITY FULL;
ALTER TABLE template__store.counted_days OWNER TO hardal_owner;
COMMENT ON TABLE template__store.counted_days IS 'Days that were counted since typed views were last compared with them';
COMMENT ON COLUMN template__store.counted_days.day IS 'The day in UTC';
CREATE TABLE template__store.event_ids (
    id uuid NOT NULL,
    created_at timestamp with time zone,
    digest bigint
);
ALTER TABLE template__store.event_ids OWNER TO hardal_owner;
COMMENT ON TABLE template__store.event_ids IS 'The ledger: one row for each stored event and each tombstone, so that a retry stores nothing twice';
COMMENT ON COLUMN template__store.event_ids.id IS 'The event''s id';
COMMENT ON COLUMN template__store.event_ids.created_at IS 'The event''s time, which names its partition; null in a tombstone';
COMMENT ON COLUMN template__store.event_ids.digest IS 'Hash of the event''s content, which tells a retry from a conflict; null in a tombstone';
CREATE TABLE template__store.generic_ids (
    id text NOT NULL,
    source text NOT NULL,
    last_seen date NOT NULL
);
ALTER TABLE template__store.generic_ids OWNER TO hardal_owner;
COMMENT ON TABLE template__store.generic_ids IS 'Generic ids that clients have sent as a part of a link, such as null: no link was made';
COMMENT ON COLUMN template__store.generic_ids.id IS 'The generic id, in small letters';
COMMENT ON COLUMN template__store.generic_ids.source IS 'Where it came from, as in links';
COMMENT ON COLUMN template__store.generic_ids.last_seen IS 'The last day (UTC) on which it came';
CREATE TABLE template__store.link_turn (
    holds_nothing boolean NOT NULL
);
ALTER TABLE template__store.link_turn OWNER TO hardal_owner;
COMMENT ON TABLE template__store.link_turn IS 'Always empty: a transaction that changes links locks it, so that no two change sets at once';
COMMENT ON COLUMN template__store.link_turn.holds_nothing IS 'The table has no rows';
CREATE TABLE template__store.month_pattern (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    event_name text NOT NULL,
    hardal_server_request_id text,
    client_id text,
    properties jsonb NOT NULL
);
ALTER TABLE template__store.month_pattern OWNER TO hardal_owner;
COMMENT ON TABLE template__store.month_pattern IS 'Always empty: the tables that hold the rows of a month are made like this one, with its indexes. A transaction that makes partitions locks it, so that no two make partitions at once';
COMMENT ON COLUMN template__store.month_pattern.id IS 'The event''s id, unique in the tenant by event_ids';
COMMENT ON COLUMN template__store.month_pattern.created_at IS 'When the event happened, as the sender says';
COMMENT ON COLUMN template__store.month_pattern.received_at IS 'Start of the transaction that stored the event; an import keeps the received_at of its file';
COMMENT ON COLUMN template__store.month_pattern.event_name IS 'The event''s name';
COMMENT ON COLUMN template__store.month_pattern.hardal_server_request_id IS 'The request or user in the sending system';
COMMENT ON COLUMN template__store.month_pattern.client_id IS 'The client of the event';
COMMENT ON COLUMN template__store.month_pattern.properties IS 'The event''s properties, a JSON object';
CREATE TABLE template__store.names_without_view (
    event_name text NOT NULL,
    events bigint NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    dropped boolean DEFAULT false NOT NULL
);
ALTER TABLE template__store.names_without_view OWNER TO hardal_owner;
COMMENT ON TABLE template__store.names_without_view IS 'Event names that have no typed view: they wait for room, or a DBA has dropped their view; at most 1,000 wait here, the most frequent ones';
COMMENT ON COLUMN template__store.names_without_view.event_name IS 'The name of the events';
COMMENT ON COLUMN template__store.names_without_view.events IS 'How many events with the name were seen';
COMMENT ON COLUMN template__store.names_without_view.since IS 'When the name was found to have no room, or its view was dropped';
COMMENT ON COLUMN template__store.names_without_view.seen_at IS 'When maintenance last saw events of the name';
COMMENT ON COLUMN template__store.names_without_view.dropped IS 'True where a DBA has dropped the view: maintenance does not make it again';
CREATE TABLE template__store.properties_without_column (
    event_name text NOT NULL,
    property text NOT NULL,
    events bigint NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    dropped boolean DEFAULT false NOT NULL
);
ALTER TABLE template__store.properties_without_column OWNER TO hardal_owner;
COMMENT ON TABLE template__store.properties_without_column IS 'Properties that have no column in the typed view of their events: they wait for room, or a DBA has dropped their column; at most 1,000 wait here, the most frequent ones';
COMMENT ON COLUMN template__store.properties_without_column.event_name IS 'The name of the view''s events';
COMMENT ON COLUMN template__store.properties_without_column.property IS 'The property';
COMMENT ON COLUMN template__store.properties_without_column.events IS 'How many events with the property were seen';
COMMENT ON COLUMN template__store.properties_without_column.since IS 'When the property was found to have no room, or its column was dropped';
COMMENT ON COLUMN template__store.properties_without_column.seen_at IS 'When maintenance last saw the property';
COMMENT ON COLUMN template__store.properties_without_column.dropped IS 'True where a DBA has dropped the column: maintenance does not make it again';
CREATE TABLE template__store.quarantine_changes (
    kept bigint NOT NULL,
    bytes bigint NOT NULL,
    dropped bigint NOT NULL
);
ALTER TABLE ONLY template__store.quarantine_changes REPLICA IDENTITY FULL;
ALTER TABLE template__store.quarantine_changes OWNER TO hardal_owner;
COMMENT ON TABLE template__store.quarantine_changes IS 'How full the quarantine is: the sum of these rows';
COMMENT ON COLUMN template__store.quarantine_changes.kept IS 'Number of events that came in; negative for events that left';
COMMENT ON COLUMN template__store.quarantine_changes.bytes IS 'Their bytes; negative for events that left';
COMMENT ON COLUMN template__store.quarantine_changes.dropped IS 'Number of rejected events that were not kept, because the quarantine was full';
CREATE TABLE template__store.wanted_columns (
    event_name text NOT NULL,
    property text,
    column_type text,
    events bigint NOT NULL,
    postponed boolean DEFAULT false NOT NULL
);
ALTER TABLE ONLY template__store.wanted_columns REPLICA IDENTITY FULL;
ALTER TABLE template__store.wanted_columns OWNER TO hardal_owner;
COMMENT ON TABLE template__store.wanted_columns IS 'Typed views and columns that are missing; maintenance makes them';
COMMENT ON COLUMN template__store.wanted_columns.event_name IS 'The name of the view''s events';
COMMENT ON COLUMN template__store.wanted_columns.property IS 'The property; null where the view itself is missing';
COMMENT ON COLUMN template__store.wanted_columns.column_type IS 'The type that the property has most often, or text for the column beside the typed one; null where the view itself is missing';
COMMENT ON COLUMN template__store.wanted_columns.events IS 'How many events with the name, or with the property, were seen';
COMMENT ON COLUMN template__store.wanted_columns.postponed IS 'True where the view is being read or cannot be replaced; the next round tries again';
ALTER TABLE ONLY hardal_private.audit_digests
    ADD CONSTRAINT audit_digests_pkey PRIMARY KEY (entry);
ALTER TABLE ONLY hardal_private.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (entry);
ALTER TABLE ONLY hardal_private.installed_grants
    ADD CONSTRAINT installed_grants_pkey PRIMARY KEY (schema, kind, object, grantee, privilege);
ALTER TABLE ONLY hardal_private.installed
    ADD CONSTRAINT installed_pkey PRIMARY KEY (schema, kind, object);
ALTER TABLE ONLY hardal_private.maintenance
    ADD CONSTRAINT maintenance_pkey PRIMARY KEY (tenant);
ALTER TABLE ONLY hardal_private.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (path);
ALTER TABLE ONLY hardal_private.page_files
    ADD CONSTRAINT page_files_pkey PRIMARY KEY (path);
ALTER TABLE ONLY hardal_private.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (receipt);
ALTER TABLE ONLY hardal_private.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY hardal_private.template_files
    ADD CONSTRAINT template_files_ordinal_key UNIQUE (ordinal);
ALTER TABLE ONLY hardal_private.template_files
    ADD CONSTRAINT template_files_pkey PRIMARY KEY (path);
ALTER TABLE ONLY hardal_private.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (name);
ALTER TABLE ONLY hardal_private.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (jti);
ALTER TABLE ONLY hardal_private.urls
    ADD CONSTRAINT urls_pkey PRIMARY KEY (role);
ALTER TABLE ONLY hardal_private.urls
    ADD CONSTRAINT urls_tenant_name_key UNIQUE (tenant, name);
ALTER TABLE ONLY template__store.activity
    ADD CONSTRAINT activity_pkey PRIMARY KEY (period, starts_on, event_name);
ALTER TABLE ONLY template__store.client_months
    ADD CONSTRAINT client_months_pkey PRIMARY KEY (client_id, month);
ALTER TABLE ONLY template__store.cohort_units
    ADD CONSTRAINT cohort_units_pkey PRIMARY KEY (cohort, unit_id);
ALTER TABLE ONLY template__store.cohorts
    ADD CONSTRAINT cohorts_pkey PRIMARY KEY (name);
ALTER TABLE ONLY template__store.cohorts
    ADD CONSTRAINT cohorts_view_name_key UNIQUE (view_name);
ALTER TABLE ONLY template__store.descriptions
    ADD CONSTRAINT descriptions_event_name_property_key UNIQUE NULLS NOT DISTINCT (event_name, property);
ALTER TABLE ONLY template__store.event_ids
    ADD CONSTRAINT event_ids_pkey PRIMARY KEY (id);
ALTER TABLE ONLY template__store.event_views
    ADD CONSTRAINT event_views_pkey PRIMARY KEY (event_name);
ALTER TABLE ONLY template__store.event_views
    ADD CONSTRAINT event_views_view_name_key UNIQUE (view_name);
ALTER TABLE ONLY template__store.generic_ids
    ADD CONSTRAINT generic_ids_pkey PRIMARY KEY (id, source);
ALTER TABLE ONLY template__store.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (client_id);
ALTER TABLE ONLY template__store.link_turn
    ADD CONSTRAINT link_turn_pkey PRIMARY KEY (holds_nothing);
ALTER TABLE ONLY template__store.links
    ADD CONSTRAINT links_pkey PRIMARY KEY (client_id, person_id);
ALTER TABLE ONLY template__store.metrics
    ADD CONSTRAINT metrics_pkey PRIMARY KEY (name);
ALTER TABLE ONLY template__store.month_pattern
    ADD CONSTRAINT month_pattern_pkey PRIMARY KEY (created_at, id);
ALTER TABLE ONLY template__store.names_without_view
    ADD CONSTRAINT names_without_view_pkey PRIMARY KEY (event_name);
ALTER TABLE ONLY template__store.properties_without_column
    ADD CONSTRAINT properties_without_column_pkey PRIMARY KEY (event_name, property);
ALTER TABLE ONLY template__store.property_counts
    ADD CONSTRAINT property_counts_pkey PRIMARY KEY (day, event_name, property, json_type);
ALTER TABLE ONLY template__store.rejected_events
    ADD CONSTRAINT rejected_events_pkey PRIMARY KEY (rejected_id);
ALTER TABLE ONLY template__store.rollups
    ADD CONSTRAINT rollups_pkey PRIMARY KEY (period);
ALTER TABLE ONLY template__store.view_columns
    ADD CONSTRAINT view_columns_event_name_column_name_key UNIQUE (event_name, column_name);
ALTER TABLE ONLY template__store.view_columns
    ADD CONSTRAINT view_columns_event_name_place_key UNIQUE (event_name, place);
ALTER TABLE ONLY template__store.view_columns
    ADD CONSTRAINT view_columns_pkey PRIMARY KEY (event_name, property, column_type);
ALTER TABLE ONLY template__store.wanted_columns
    ADD CONSTRAINT wanted_columns_event_name_property_column_type_key UNIQUE NULLS NOT DISTINCT (event_name, property, column_type);
CREATE INDEX audit_log_tenant ON hardal_private.audit_log USING btree (tenant, entry);
CREATE INDEX audit_log_verifier ON hardal_private.audit_log USING btree (tenant, ((details ->> 'verifier'::text))) WHERE (details ? 'verifier'::text);
CREATE INDEX receipts_tenant ON hardal_private.receipts USING btree (tenant, receipt);
CREATE UNIQUE INDEX tokens_digest ON hardal_private.tokens USING btree (digest);
CREATE UNIQUE INDEX tokens_tenant_name ON hardal_private.tokens USING btree (tenant, name) WHERE (revoked_at IS NULL);
CREATE INDEX client_months_month ON template__store.client_months USING brin (month) WITH (pages_per_range='16');
CREATE INDEX identities_person ON template__store.identities USING btree (person_id);
CREATE INDEX links_person ON template__store.links USING btree (person_id);
CREATE INDEX metric_counts_day ON template__store.metric_counts USING btree (metric, day);
CREATE INDEX month_pattern_client ON template__store.month_pattern USING btree (client_id, created_at) INCLUDE (event_name) WHERE (client_id IS NOT NULL);
CREATE INDEX month_pattern_day ON template__store.month_pattern USING brin ((((created_at AT TIME ZONE 'UTC'::text))::date));
CREATE INDEX month_pattern_name ON template__store.month_pattern USING btree (event_name, created_at) INCLUDE (client_id);
CREATE INDEX month_pattern_received ON template__store.month_pattern USING brin (received_at) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX rejected_events_received_at ON template__store.rejected_events USING btree (received_at);
CREATE INDEX rollup_marks_period ON template__store.rollup_marks USING btree (period, starts_on);
CREATE TRIGGER audit_log_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON hardal_private.audit_digests FOR EACH STATEMENT EXECUTE FUNCTION hardal_private.refuse_change();
ALTER TABLE hardal_private.audit_digests ENABLE ALWAYS TRIGGER audit_log_is_append_only;
CREATE TRIGGER audit_log_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON hardal_private.audit_log FOR EACH STATEMENT EXECUTE FUNCTION hardal_private.refuse_change();
ALTER TABLE hardal_private.audit_log ENABLE ALWAYS TRIGGER audit_log_is_append_only;
ALTER TABLE ONLY hardal_private.maintenance
    ADD CONSTRAINT maintenance_tenant_fkey FOREIGN KEY (tenant) REFERENCES hardal_private.tenants(name) ON DELETE CASCADE;
ALTER TABLE ONLY hardal_private.tokens
    ADD CONSTRAINT tokens_key_id_fkey FOREIGN KEY (key_id) REFERENCES hardal_private.signing_keys(id);
ALTER TABLE ONLY hardal_private.tokens
    ADD CONSTRAINT tokens_tenant_fkey FOREIGN KEY (tenant) REFERENCES hardal_private.tenants(name) ON DELETE CASCADE;
ALTER TABLE ONLY hardal_private.urls
    ADD CONSTRAINT urls_tenant_fkey FOREIGN KEY (tenant) REFERENCES hardal_private.tenants(name) ON DELETE CASCADE;
GRANT USAGE ON SCHEMA hardal TO hardal_anon;
GRANT USAGE ON SCHEMA hardal TO hardal_ingest;
GRANT USAGE ON SCHEMA hardal TO hardal_read;
GRANT USAGE ON SCHEMA hardal TO hardal_aggregate;
GRANT USAGE ON SCHEMA hardal TO hardal_manage;
GRANT USAGE ON SCHEMA hardal TO template__write;
GRANT USAGE ON SCHEMA hardal_doorkeeper TO hardal_owner;
GRANT USAGE ON SCHEMA hardal_helpers TO PUBLIC;
GRANT USAGE ON SCHEMA hardal_private TO hardal_monitor;
GRANT USAGE ON SCHEMA template TO template__read;
GRANT USAGE ON SCHEMA template TO template__aggregate;
REVOKE ALL ON TYPE hardal."*/*" FROM PUBLIC;
REVOKE ALL ON TYPE hardal.active_clients FROM PUBLIC;
GRANT ALL ON TYPE hardal.active_clients TO hardal_read;
REVOKE ALL ON TYPE hardal.attribution FROM PUBLIC;
GRANT ALL ON TYPE hardal.attribution TO hardal_read;
REVOKE ALL ON TYPE hardal.cohort FROM PUBLIC;
GRANT ALL ON TYPE hardal.cohort TO hardal_read;
REVOKE ALL ON TYPE hardal.cohort_unit FROM PUBLIC;
GRANT ALL ON TYPE hardal.cohort_unit TO hardal_read;
REVOKE ALL ON TYPE hardal.credential FROM PUBLIC;
REVOKE ALL ON TYPE hardal.daily_activity FROM PUBLIC;
GRANT ALL ON TYPE hardal.daily_activity TO hardal_read;
REVOKE ALL ON TYPE hardal.event FROM PUBLIC;
GRANT ALL ON TYPE hardal.event TO hardal_read;
REVOKE ALL ON TYPE hardal.event_catalog FROM PUBLIC;
GRANT ALL ON TYPE hardal.event_catalog TO hardal_read;
REVOKE ALL ON TYPE hardal.event_overview FROM PUBLIC;
GRANT ALL ON TYPE hardal.event_overview TO hardal_read;
REVOKE ALL ON TYPE hardal.experiment_variant FROM PUBLIC;
GRANT ALL ON TYPE hardal.experiment_variant TO hardal_read;
REVOKE ALL ON TYPE hardal.found_client FROM PUBLIC;
GRANT ALL ON TYPE hardal.found_client TO hardal_read;
REVOKE ALL ON TYPE hardal.found_person FROM PUBLIC;
GRANT ALL ON TYPE hardal.found_person TO hardal_read;
REVOKE ALL ON TYPE hardal.funnel_period FROM PUBLIC;
GRANT ALL ON TYPE hardal.funnel_period TO hardal_read;
REVOKE ALL ON TYPE hardal.funnel_step FROM PUBLIC;
GRANT ALL ON TYPE hardal.funnel_step TO hardal_read;
REVOKE ALL ON TYPE hardal.funnel_time FROM PUBLIC;
GRANT ALL ON TYPE hardal.funnel_time TO hardal_read;
REVOKE ALL ON TYPE hardal.funnel_unit FROM PUBLIC;
GRANT ALL ON TYPE hardal.funnel_unit TO hardal_read;
REVOKE ALL ON TYPE hardal.lifecycle_period FROM PUBLIC;
GRANT ALL ON TYPE hardal.lifecycle_period TO hardal_read;
REVOKE ALL ON TYPE hardal.metric FROM PUBLIC;
GRANT ALL ON TYPE hardal.metric TO hardal_read;
REVOKE ALL ON TYPE hardal.path FROM PUBLIC;
GRANT ALL ON TYPE hardal.path TO hardal_read;
REVOKE ALL ON TYPE hardal.property_catalog FROM PUBLIC;
GRANT ALL ON TYPE hardal.property_catalog TO hardal_read;
REVOKE ALL ON TYPE hardal.property_overview FROM PUBLIC;
GRANT ALL ON TYPE hardal.property_overview TO hardal_read;
REVOKE ALL ON TYPE hardal.property_value FROM PUBLIC;
GRANT ALL ON TYPE hardal.property_value TO hardal_read;
REVOKE ALL ON TYPE hardal.rejected_reason FROM PUBLIC;
GRANT ALL ON TYPE hardal.rejected_reason TO hardal_read;
REVOKE ALL ON TYPE hardal.retention_cell FROM PUBLIC;
GRANT ALL ON TYPE hardal.retention_cell TO hardal_read;
REVOKE ALL ON TYPE hardal.session FROM PUBLIC;
GRANT ALL ON TYPE hardal.session TO hardal_read;
REVOKE ALL ON TYPE hardal.stickiness_day FROM PUBLIC;
GRANT ALL ON TYPE hardal.stickiness_day TO hardal_read;
REVOKE ALL ON TYPE hardal."text/html" FROM PUBLIC;
REVOKE ALL ON TYPE hardal.trend_point FROM PUBLIC;
GRANT ALL ON TYPE hardal.trend_point TO hardal_read;
REVOKE ALL ON TYPE hardal.url FROM PUBLIC;
REVOKE ALL ON TYPE hardal_private.finding FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.amplitude(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.amplitude(bytea) TO hardal_anon;
REVOKE ALL ON FUNCTION hardal.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since text, until text, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since text, until text, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since text, until text, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.authorise_request() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.authorise_request() TO hardal_anon;
GRANT ALL ON FUNCTION hardal.authorise_request() TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.authorise_request() TO hardal_read;
GRANT ALL ON FUNCTION hardal.authorise_request() TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.authorise_request() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.cohort_units(name text, max_rows integer, after text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.cohort_units(name text, max_rows integer, after text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.cohort_units(name text, max_rows integer, after text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.cohorts() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.cohorts() TO hardal_read;
GRANT ALL ON FUNCTION hardal.cohorts() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.create_cohort(name text, definition jsonb, is_static boolean, description text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.create_cohort(name text, definition jsonb, is_static boolean, description text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.create_key(name text, scope text, expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.create_key(name text, scope text, expires_at timestamp with time zone) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.create_metric(name text, definition jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.create_metric(name text, definition jsonb) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.create_url(name text, verifier text, scope text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.create_url(name text, verifier text, scope text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.daily_activity(since date, until date, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.daily_activity(since date, until date, time_zone text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.daily_activity(since date, until date, time_zone text) TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.daily_activity(since date, until date, time_zone text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.describe_event(event_name text, description text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.describe_event(event_name text, description text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.describe_property(event_name text, property text, description text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.describe_property(event_name text, property text, description text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.discard_rejected(ids uuid[], code text, field text, event_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.discard_rejected(ids uuid[], code text, field text, event_name text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.drop_cohort(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.drop_cohort(name text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.drop_metric(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.drop_metric(name text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.event(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.event(id uuid) TO hardal_read;
GRANT ALL ON FUNCTION hardal.event(id uuid) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.event_catalog() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.event_catalog() TO hardal_read;
GRANT ALL ON FUNCTION hardal.event_catalog() TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.event_catalog() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.event_overview(days integer, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.event_overview(days integer, time_zone text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.event_overview(days integer, time_zone text) TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.event_overview(days integer, time_zone text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.events(event_name text, client_id text, since text, until text, after uuid, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.events(event_name text, client_id text, since text, until text, after uuid, max_rows integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.events(event_name text, client_id text, since text, until text, after uuid, max_rows integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since text, until text, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since text, until text, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since text, until text, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.find_clients(text text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.find_clients(text text, max_rows integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.find_clients(text text, max_rows integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.find_persons(text text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.find_persons(text text, max_rows integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.find_persons(text text, max_rows integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.funnel(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.funnel(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.funnel(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.funnel_times(steps text[], within interval, since text, until text, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.funnel_times(steps text[], within interval, since text, until text, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) TO hardal_read;
GRANT ALL ON FUNCTION hardal.funnel_times(steps text[], within interval, since text, until text, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.funnel_trend(steps text[], every text, within interval, since text, until text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.funnel_trend(steps text[], every text, within interval, since text, until text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) TO hardal_read;
GRANT ALL ON FUNCTION hardal.funnel_trend(steps text[], every text, within interval, since text, until text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.funnel_units(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.funnel_units(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.funnel_units(steps text[], within interval, since text, until text, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.ingest(jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.ingest(jsonb) TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.ingest(jsonb) TO template__write;
REVOKE ALL ON FUNCTION hardal.ingest_ndjson(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.ingest_ndjson(bytea) TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.ingest_ndjson(bytea) TO template__write;
REVOKE ALL ON FUNCTION hardal.keys() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.keys() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.lifecycle(event_names text[], every text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.lifecycle(event_names text[], every text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.lifecycle(event_names text[], every text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.link(client_id text, person_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.link(client_id text, person_id text) TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.link(client_id text, person_id text) TO hardal_manage;
GRANT ALL ON FUNCTION hardal.link(client_id text, person_id text) TO template__write;
REVOKE ALL ON FUNCTION hardal.live(event_name text, client_id text, property text, value text, rejected boolean, before text, after text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.live(event_name text, client_id text, property text, value text, rejected boolean, before text, after text, max_rows integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.live(event_name text, client_id text, property text, value text, rejected boolean, before text, after text, max_rows integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.metric(name text, since date, until date, by text[], every text, max_groups integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.metric(name text, since date, until date, by text[], every text, max_groups integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.metric(name text, since date, until date, by text[], every text, max_groups integer) TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.metric(name text, since date, until date, by text[], every text, max_groups integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.metrics() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.metrics() TO hardal_read;
GRANT ALL ON FUNCTION hardal.metrics() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.mixpanel(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.mixpanel(bytea) TO hardal_anon;
REVOKE ALL ON FUNCTION hardal.page() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.page() TO hardal_anon;
REVOKE ALL ON FUNCTION hardal.page_file(path text, version text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.page_file(path text, version text) TO hardal_anon;
REVOKE ALL ON FUNCTION hardal.paths(start_event text, since text, until text, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.paths(start_event text, since text, until text, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.paths(start_event text, since text, until text, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.person(person_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.person(person_id text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.person(person_id text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.posthog(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.posthog(bytea) TO hardal_anon;
REVOKE ALL ON FUNCTION hardal.pre_request() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_anon;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_read;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.property_breakdown(event_name text, property text, since text, until text, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.property_breakdown(event_name text, property text, since text, until text, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.property_breakdown(event_name text, property text, since text, until text, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.property_catalog(event_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.property_catalog(event_name text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.property_catalog(event_name text) TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.property_catalog(event_name text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.property_overview(event_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.property_overview(event_name text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.property_overview(event_name text) TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.property_overview(event_name text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.psql_address() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.psql_address() TO hardal_read;
GRANT ALL ON FUNCTION hardal.psql_address() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.rejected_event(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.rejected_event(id uuid) TO hardal_read;
GRANT ALL ON FUNCTION hardal.rejected_event(id uuid) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.rejected_events(code text, field text, event_name text, before text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.rejected_events(code text, field text, event_name text, before text, max_rows integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.rejected_events(code text, field text, event_name text, before text, max_rows integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.rejected_reasons() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.rejected_reasons() TO hardal_read;
GRANT ALL ON FUNCTION hardal.rejected_reasons() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.replay_edited(id uuid, event jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.replay_edited(id uuid, event jsonb) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.replay_rejected(ids uuid[], code text, field text, event_name text, patch jsonb, after text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.replay_rejected(ids uuid[], code text, field text, event_name text, patch jsonb, after text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.retention(first_event text, return_event text, period text, since text, until text, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.retention(first_event text, return_event text, period text, since text, until text, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.retention(first_event text, return_event text, period text, since text, until text, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.revoke_key(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.revoke_key(name text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.revoke_token(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.revoke_token(name text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.revoke_url(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.revoke_url(name text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.rotate_key(name text, overlap interval, expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.rotate_key(name text, overlap interval, expires_at timestamp with time zone) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.rotate_url(name text, verifier text, expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.rotate_url(name text, verifier text, expires_at timestamp with time zone) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.segment(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.segment(bytea) TO hardal_anon;
REVOKE ALL ON FUNCTION hardal.send_test_event() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.send_test_event() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.session() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.session() TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.session() TO hardal_read;
GRANT ALL ON FUNCTION hardal.session() TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.session() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.sessions(since text, until text, gap interval, time_zone text, unit text, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.sessions(since text, until text, gap interval, time_zone text, unit text, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.sessions(since text, until text, gap interval, time_zone text, unit text, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.snowplow(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.snowplow(bytea) TO hardal_anon;
REVOKE ALL ON FUNCTION hardal.stickiness(event_names text[], within text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.stickiness(event_names text[], within text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.stickiness(event_names text[], within text, since text, until text, time_zone text, unit text, filter jsonb, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.trend(event_names text[], measure text, by text, every text, since text, until text, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.trend(event_names text[], measure text, by text, every text, since text, until text, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) TO hardal_read;
GRANT ALL ON FUNCTION hardal.trend(event_names text[], measure text, by text, every text, since text, until text, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.trend(event_names text[], measure text, by text, every text, since text, until text, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.unlink(client_id text, person_id text, dry boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.unlink(client_id text, person_id text, dry boolean) TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.unlink(client_id text, person_id text, dry boolean) TO hardal_manage;
GRANT ALL ON FUNCTION hardal.unlink(client_id text, person_id text, dry boolean) TO template__write;
REVOKE ALL ON FUNCTION hardal.urls() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.urls() TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.usage(days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.usage(days integer) TO hardal_read;
GRANT ALL ON FUNCTION hardal.usage(days integer) TO hardal_aggregate;
GRANT ALL ON FUNCTION hardal.usage(days integer) TO hardal_manage;
REVOKE ALL ON FUNCTION hardal.validate(jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.validate(jsonb) TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.validate(jsonb) TO hardal_manage;
GRANT ALL ON FUNCTION hardal.validate(jsonb) TO template__write;
REVOKE ALL ON FUNCTION hardal.validate_ndjson(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.validate_ndjson(bytea) TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.validate_ndjson(bytea) TO template__write;
REVOKE ALL ON FUNCTION hardal_doorkeeper.sync_login(role name, scope text, state text, connections bigint, expires_at timestamp with time zone, settings text[], verifier text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal_doorkeeper.sync_login(role name, scope text, state text, connections bigint, expires_at timestamp with time zone, settings text[], verifier text) TO hardal_owner;
REVOKE ALL ON FUNCTION hardal_private.add_to_report(report jsonb, did jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.add_view(tenant text, event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.admit_credential(token hardal_private.tokens) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.admit_key(key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.admit_request(tenant text, scope text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.ambiguous_functions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.amplitude_events(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_wide_number(value numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_long_number(value numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.id_text(value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.amplitude_links(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.answer_refusal(status integer, headers jsonb, body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.apply_template(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.audit(action text, tenant text, object text, details jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.audit_by() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.audit_digest(line hardal_private.audit_log) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.authenticator_settings() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.base64_bytes(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.batch_events(body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.begin_erasure(tenant text, client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.begin_query_cohort(tenant text, name text, description text, OUT search_path text, OUT statement text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.beyond_doorkeeper() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.body_encoding(body bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.bound_door_request() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.bound_page_request() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_admin_option() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_api_functions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_audit_log() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_client_months(tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_cohorts(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_database() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_default_privileges() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_definitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_doorkeeper() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_event_triggers() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_grants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_links(tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_maintenance() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_memberships() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_metrics(tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_outside_functions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_outside_views() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_owners() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_partitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_public() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_references() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_replication() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_roles() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_rollups(tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_settings() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_signing_keys(held text[], file text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_stores(tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_tenants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_tokens() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_urls() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_views(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.clock() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cut_fraction(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.parse_timestamp(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.clock_skew(sent_at jsonb, now timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.close_receipt(receipt bigint, covers_until timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_condition(tenant text, unit text, source text, condition jsonb, time_zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_did(tenant text, unit text, source text, condition jsonb, did jsonb, since text, until text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_fault(tenant text, view regclass) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_group(tenant text, unit text, source text, conditions jsonb, time_zone text, depth integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_instant(bound text, value jsonb, time_zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_last(tenant text, unit text, source text, filter jsonb, since text, until text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_query(tenant text, definition jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_source(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cohort_unit(tenant text, unit text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.column_places() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.column_type(json_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.connected_sets(a text[], b text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.content_encoding() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.copy_cohort(tenant text, name text, unit text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.count_findings(only_tenant text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal_private.count_findings(only_tenant text) TO hardal_monitor;
REVOKE ALL ON FUNCTION hardal_private.count_person(tenant text, client_id text, request_id text, properties jsonb, person text, OUT events bigint, OUT rejected_events bigint, OUT links bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_cohort(tenant text, name text, definition jsonb, is_static boolean, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_metric(tenant text, name text, definition jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_tenant_schemas(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_url(tenant text, name text, scope text, verifier text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.created_at_faults(value jsonb, oldest timestamp with time zone, newest timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.token_state(token hardal_private.tokens) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.credential_fault(token hardal_private.tokens, kind text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.credentials_in_use(tenant text, days integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.current_tenant() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.cut_name(name text, bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.dedicate_database() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.definitions_naming(tenant text, client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.derived_id(tenant text, idempotency_key text, index integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.describe(tenant text, event_name text, property text, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.describe_by_request(event_name text, property text, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.describe_cohort(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.describe_metric(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.describe_sets(ids text[], person_ids text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.describe_tenant(tenant text, OUT name text, OUT created_at timestamp with time zone, OUT suspended_at timestamp with time zone, OUT events bigint, OUT bytes bigint, OUT oldest_month text, OUT newest_month text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint, OUT tokens bigint, OUT urls bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.discard_rollups(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.disclose(tenant text, client_id text, request_id text, properties jsonb, person text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.doctor(only_tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.door_key() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.door_paths() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_ambiguous_functions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_cohort(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_metric(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_nulls(source jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_stale_functions(schema text, names text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_tenant_begin(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_tenant_finish(tenant text, held jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_tenant_partition(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_view(tenant text, event_name text, property text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.end_connections(role name) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.end_credential(tenant text, name text, is_key boolean, overlap interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.end_tenant_connections(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.epoch_units(value jsonb) FROM PUBLIC;
REVOKE ALL ON PROCEDURE hardal_private.erase(IN tenant text, IN client_id text, IN request_id text, IN properties jsonb, INOUT receipt bigint, IN patience interval, IN person text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.erase_links(tenant text, client_ids text[], request_id text, properties jsonb, person text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.erase_part(receipt bigint, tenant text, partition name, client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.name_digest(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_digest(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.uuid_v7() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_id(event jsonb, tenant text, idempotency_key text, place bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_blank(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_name_faults(value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_times(tenant text, OUT oldest_event timestamp with time zone, OUT newest_event timestamp with time zone, OUT events_per_second numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.events_needed(places_left bigint, places integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.exceeded_limits(properties jsonb, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.finish_query_cohort(tenant text, name text, unit text, is_static boolean, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_given(value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.first_id(one jsonb, other jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.fixed_columns() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.forget_names(tenant text, client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.form_field(body bytea, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.free_name(name text, taken name[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.from_base64(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.from_epoch(value jsonb, units numeric, per_second integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.ga4_links(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.grant_api(only_tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.grant_doorkeeper(only_tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.grants_on(relation regclass, without name[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.guard_audit_log() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.hashed_id(bytes bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.held_grants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.held_memberships() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_uuid(text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.id_faults(value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.idempotency_key() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_binary(body bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_deep(value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_generic_id(id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_keyword(word text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_larger(value jsonb, max_bytes integer, wide_numbers numeric[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_plain_event(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.name_letters() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.one_form(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.small_letters(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.plain_letters(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_plain_name(name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_printable(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_spent_link(token hardal_private.tokens) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.issue_key(tenant text, name text, scope text, expires_at timestamp with time zone, OUT key text, OUT jti uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.join_role(role name) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.key_digest(key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.key_scope() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.key_scopes() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.large_object_functions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.large_persons(tenant text, larger_than integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.largest_persons(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.ledger_errors(outcome text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.link_by_admin(tenant text, client_id text, person_id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.link_pair(tenant text, client_id text, person_id text, source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.list_cohorts(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.list_metrics(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.list_view_columns(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.list_without_view(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.lock_holders(tenant text, tables name[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.lock_tenant(tenant text, wait boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.look_over_batch(events jsonb, OUT passed boolean, OUT plain_numbers boolean) FROM PUBLIC;
REVOKE ALL ON PROCEDURE hardal_private.maintain(IN only_tenant text, IN dry boolean, INOUT report jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.maintain_step(tenant text, step text, dry boolean, OUT did jsonb) FROM PUBLIC;
REVOKE ALL ON PROCEDURE hardal_private.maintain_tenant(IN tenant text, IN dry boolean, INOUT report jsonb, IN only_steps text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.make_models_schema(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.matches_person(event_client_id text, event_request_id text, event_properties jsonb, client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.may_be_before(created_at text, since timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.may_link(vendor text, events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.may_log_in(url hardal_private.urls) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.membership_options(member text, role text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mend_escapes(source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mend_identities(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mend_json(source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mend_mark(what text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mend_memberships() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mend_numbers(source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mend_row(source jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.merge_patch(target jsonb, patch jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.metric_grants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.metric_property(tenant text, event text, named text, OUT property text, OUT column_name name) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.metric_views() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mixpanel_events(events jsonb, live boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mixpanel_json(body bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mixpanel_links(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mixpanel_profiles(updates jsonb, event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.mixpanel_unit(moment jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.new_key() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.object_definitions(schemas name[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.open_receipt(tenant text, client_id text, request_id text, properties jsonb, person text, began_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.own_roles() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.own_schemas() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.page_paths() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.parse_json(source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.partition_names(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.partitions_to_detach(only_tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.person_client_ids(tenant text, client_id text, person text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.person_values(client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.pin_column(tenant text, event_name text, property text, column_name text, column_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.pinnable_types() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.place_cohort(tenant text, name text, view_name name, unit text, definition jsonb, query text, is_static boolean, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.plain_digest(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.possible_writers(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.posthog_events(events jsonb, live boolean, skew interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.posthog_links(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.posthog_results(outcome jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.privilege_text(schema name, kind text, object text, privilege text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.properties_faults(value jsonb, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.property_expression(keys text[], column_type text, pinned boolean, as_timestamp text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.psql_address() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.put_cohorts_back(aside jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.quarantine_totals(tenant text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.query_parts(view regclass) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.quick_check_batch(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.quick_check_event(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, batch_passed boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_cursor(cursor text, kind text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_events(events jsonb, tenant text, idempotency_key text, raws bytea[], faults text[], now timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, batch_passed boolean, OUT ids uuid[], OUT times timestamp with time zone[], OUT digests bigint[], OUT errors jsonb[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_line(line bytea, OUT event jsonb, OUT fault text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_lines(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_metric(tenant text, metric hardal.metric, since date, until date, by text[], every text, max_groups integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_mixpanel(document jsonb, OUT rows jsonb, OUT key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_ndjson(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_posthog(document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_request(vendor text, document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_segment(document jsonb, path text, OUT rows jsonb, OUT key text, OUT sent_at jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_utf8(body bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.reason_pattern(code text, field text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.record_definitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.record_grants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.record_maintained(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.record_token_use(jti uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.record_url_use() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.recount_after_erasure(tenant text, after jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refresh_cohort(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refresh_views(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_cursor() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_encoding(encoding text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_missing_rejected(id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_over_http(state text, message text, hint text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_overtime(hint text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_request(status integer, message text, details text, hint text, headers jsonb, code text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_retry_later(message text, details text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_unauthorised(reason text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_unknown_credential(tenant text, name text, is_key boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.register_credential(tenant text, name text, scope text, expires_at timestamp with time zone, key_id text, digest bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.register_signing_key(key_id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rejected_event_bytes(payload jsonb, raw bytea, errors jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.relation_stats(tenant text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal_private.relation_stats(tenant text) TO hardal_monitor;
REVOKE ALL ON FUNCTION hardal_private.remember_definitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.remove_cohort(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.remove_metric(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rename_view(tenant text, event_name text, view_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.renew_statistics(tenant text, relation name) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.report_remains(tenant text, client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.request_credential() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.request_key() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_choice(ids uuid[], filtered boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_cohort(tenant text, name text, OUT view_name name, OUT unit text, OUT definition jsonb, OUT query text, OUT is_static boolean, OUT description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_future(expires_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_given_scope(scope text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_linkable(name text, id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_metric(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_metric_definition(definition jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_new_cohort(tenant text, name text, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_new_metric(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_new_verifier(tenant text, verifier text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_person(client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_pin(event_name text, property text, column_name text, column_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_plain_counts(unit text, filter jsonb, cohort text, by text, property text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_plain_name(name text, what text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_plain_statement() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_scope(role text, scope text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_self_service(scope text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_sound_query(tenant text, view regclass) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_url(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_verifier(verifier text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_written_key(body bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.resume_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.retire_signing_keys(successor text, others text[], until timestamp with time zone, OUT tokens_ending bigint, OUT first_ends_at timestamp with time zone, OUT last_ends_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.revoke_by_request(name text, is_key boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.revoke_credential(tenant text, name text, is_key boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.revoke_grants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.revoke_url_begin(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.revoke_url_finish(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.role_statements() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rollup_progress(tenant text, OUT rolled_up_until timestamp with time zone, OUT marked_days bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.room_totals(tenant text, OUT names_without_view bigint, OUT properties_without_column bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rotate_key(tenant text, name text, expires_at timestamp with time zone, overlap interval, OUT key text, OUT jti uuid, OUT scope text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rotate_token(tenant text, name text, key_id text, expires_at timestamp with time zone, overlap interval, OUT jti uuid, OUT scope text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rotate_url(tenant text, name text, verifier text, expires_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.running_writers(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.safe_name(name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.sees_persons(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.segment_events(messages jsonb, live boolean, skew interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.segment_links(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.self_service() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.sent_key(credential text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.serve_door(vendor text, body bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.serve_events(events jsonb, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.serve_page_file(path text, version text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.set_authenticator_password(verifier text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.set_cohorts_aside(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.set_limits(tenant text, limits jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.set_lock_deadline(deadline timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.set_response(status integer, headers jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.shared_schemas() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.shell_quote(word text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.shift_time(created_at jsonb, skew interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.show_person(tenant text, id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.wide_numbers(value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.size_faults(event jsonb, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.snowplow_data(events jsonb, plain text, packed text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.snowplow_events(events jsonb, now timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.snowplow_json(plain text, base64 text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.snowplow_links(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.stale_statistics(tenant text, touched name[], client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.stats(only_tenant text, exact boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal_private.stats(only_tenant text, exact boolean) TO hardal_monitor;
REVOKE ALL ON FUNCTION hardal_private.store_sizes(tenant text, OUT events bigint, OUT bytes bigint, OUT event_table_bytes bigint, OUT event_index_bytes bigint, OUT partitions bigint, OUT oldest_month text, OUT newest_month text, OUT ledger_ids bigint, OUT ledger_bytes bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.suspend_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.sync_login(role name, verifier text, dropped boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.template_version() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.tenant_limits(tenant text, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer, OUT read_timeout integer, OUT write_timeout integer, OUT reads_at_once integer, OUT writes_at_once integer, OUT max_urls integer, OUT oldest timestamp with time zone, OUT newest timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.text_faults(field text, value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.token_scopes() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.truncated_payload(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.typed_views() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.unfinished_transactions(tenant text, transactions text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.unknown_field_faults(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.unlink_by_admin(tenant text, client_id text, person_id text, dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.unlink_pair(tenant text, client_id text, person_id text, dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.unreadable_line_errors(fault text, line bytea, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.url_scopes() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.url_settings(url hardal_private.urls) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.url_state(url hardal_private.urls) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.usage(tenant text, days integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.vendor_events(vendor text, rows jsonb, path text, skew interval, now timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.vendor_id(system text, id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.vendor_links(vendor text, events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.vendor_properties(name text, own jsonb, rest jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.view_places() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.without_nulls(source jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.write_cohort(tenant text, name text, definition jsonb, is_static boolean, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.write_cursor(kind text, place jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.write_description(tenant text, event_name text, property text, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.write_metric(tenant text, name text, definition jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.written_forms(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.written_text(body bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION template.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) TO template__read;
GRANT ALL ON FUNCTION template.active_clients(period text, since date, until date, time_zone text, unit text, filter jsonb, cohort text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.as_timestamp(value text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.as_timestamp(value text) TO template__read;
REVOKE ALL ON FUNCTION template.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since anycompatible, until anycompatible, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION template.attribution(conversion_event text, property text, touch_events text[], model text, within interval, since anycompatible, until anycompatible, time_zone text, value_property text, unit text, filter jsonb, touch_filter jsonb, cohort text, max_rows integer) TO template__read;
REVOKE ALL ON FUNCTION template.daily_activity(since date, until date, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.daily_activity(since date, until date, time_zone text) TO template__read;
GRANT ALL ON FUNCTION template.daily_activity(since date, until date, time_zone text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.experiment(exposure_event text, variant_property text, goal_event text, metric text, value_property text, within interval, control text, confidence double precision, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, goal_filter jsonb, cohort text) TO template__read;
REVOKE ALL ON FUNCTION template.flatten(properties jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION template.flatten(properties jsonb) TO template__read;
GRANT ALL ON FUNCTION template.flatten(properties jsonb) TO template__aggregate;
REVOKE ALL ON FUNCTION template.funnel(steps text[], within interval, since anycompatible, until anycompatible, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.funnel(steps text[], within interval, since anycompatible, until anycompatible, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text) TO template__read;
REVOKE ALL ON FUNCTION template.funnel_times(steps text[], within interval, since anycompatible, until anycompatible, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION template.funnel_times(steps text[], within interval, since anycompatible, until anycompatible, from_step integer, to_step integer, buckets integer, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) TO template__read;
REVOKE ALL ON FUNCTION template.funnel_trend(steps text[], every text, within interval, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION template.funnel_trend(steps text[], every text, within interval, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean) TO template__read;
REVOKE ALL ON FUNCTION template.funnel_units(steps text[], within interval, since anycompatible, until anycompatible, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION template.funnel_units(steps text[], within interval, since anycompatible, until anycompatible, by text, time_zone text, unit text, filter jsonb, cohort text, step_filters jsonb, ordering text, exclude jsonb, first_ever boolean, by_of text, step integer, outcome text, after text, max_rows integer) TO template__read;
REVOKE ALL ON FUNCTION template.lifecycle(event_names text[], every text, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.lifecycle(event_names text[], every text, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text) TO template__read;
REVOKE ALL ON FUNCTION template.paths(start_event text, since anycompatible, until anycompatible, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.paths(start_event text, since anycompatible, until anycompatible, within interval, depth integer, max_rows integer, time_zone text, direction text, end_event text, leave_out text[], collapse boolean, unit text, filter jsonb, cohort text) TO template__read;
REVOKE ALL ON FUNCTION template.property_breakdown(event_name text, property text, since anycompatible, until anycompatible, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.property_breakdown(event_name text, property text, since anycompatible, until anycompatible, max_rows integer, time_zone text, unit text, filter jsonb, cohort text) TO template__read;
REVOKE ALL ON FUNCTION template.property_keys(property text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.property_keys(property text) TO template__read;
GRANT ALL ON FUNCTION template.property_keys(property text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.retention(first_event text, return_event text, period text, since anycompatible, until anycompatible, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.retention(first_event text, return_event text, period text, since anycompatible, until anycompatible, time_zone text, by text, mode text, at_least integer, recurrence text, property text, mean boolean, max_values integer, unit text, first_filter jsonb, return_filter jsonb, cohort text) TO template__read;
REVOKE ALL ON FUNCTION template.sessions(since anycompatible, until anycompatible, gap interval, time_zone text, unit text, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.sessions(since anycompatible, until anycompatible, gap interval, time_zone text, unit text, cohort text) TO template__read;
REVOKE ALL ON FUNCTION template.stickiness(event_names text[], within text, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.stickiness(event_names text[], within text, since anycompatible, until anycompatible, time_zone text, unit text, filter jsonb, cohort text) TO template__read;
REVOKE ALL ON FUNCTION template.trend(event_names text[], measure text, by text, every text, since anycompatible, until anycompatible, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.trend(event_names text[], measure text, by text, every text, since anycompatible, until anycompatible, compare boolean, max_values integer, time_zone text, property text, unit text, filter jsonb, cohort text) TO template__read;
REVOKE ALL ON FUNCTION template__store.add_event_view(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.add_links(client_ids text[], person_ids text[], since timestamp with time zone[], source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.answer_mixed_batch(events jsonb, idempotency_key text, dry boolean, lines bigint[], raws bytea[], row_ids uuid[], ids uuid[], errors jsonb[], outcomes text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.attached_partitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.choose_rejected(code text, field text, event_name text, after jsonb, OUT ids uuid[], OUT remaining bigint, OUT next jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.column_candidates() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.columns_left(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.comment_event_view(event_name text, view_name name) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.count_metric_day(metric text, day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.count_metrics(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.count_period(period text, starts_on date) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.daily_totals(days integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.delete_rejected(ids uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.describe(event_name text, property text, description text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.discard_rejected(ids uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.discard_rollups() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.drop_columns(event_name text, property text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.drop_event_view(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.drop_expired(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.drop_revoked_urls(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.erase_cohort_units(client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.erase_partition(partition name, client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.erase_rejected(client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.event_overview(days integer, time_zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.expire_rejected(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.expired_partitions(horizon timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.find_clients(prefix text, max_rows integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.find_event(id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.find_persons(prefix text, max_rows integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.find_rejected(code text, event_name text, since timestamp with time zone, until timestamp with time zone, ids uuid[], max_rows bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.forget_gone_names() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.import_lines(body bytea, row_ids uuid[], same_id_is_same boolean, vendor text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.ingest(events jsonb, idempotency_key text, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], same_id_is_same boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.is_known(event_name text, property text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.keep_rejected(rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.ledger_outcomes(ids uuid[], digests bigint[], entered uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.link(client_ids text[], person_ids text[], since timestamp with time zone[], source text, event_ids uuid[], OUT linked bigint, OUT refused bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.link_events(vendor text, events jsonb, source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.list_partitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.live_page(event_name text, client_id text, keys text[], value text, rejected boolean, before jsonb, after jsonb, max_rows integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.live_rows(event_name text, client_id text, keys text[], value text, rejected boolean, low timestamp with time zone, until timestamp with time zone, until_id uuid, since_xid bigint, far_xid bigint, max_rows integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_event_view(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_event_views(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_metric_view(metric text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_partitions(times timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_partitions_ahead(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_pinned_column(event_name text, property text, column_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.mark_for_recount(times timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.move_boundary(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.move_horizon(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.name_event_view(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.newly_without_room() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.next_horizon() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.note_generic_ids(ids text[], source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.person(id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.person_cohort_units(client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.person_events(client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.person_links(client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.person_rejected(client_ids text[], request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.pin_column(event_name text, property text, column_name name, column_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.place_column(event_name text, property text, column_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.place_wanted_columns(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.property_overview(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.recount_next_marked(after jsonb, patient boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.recount_step() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.rejected_page(code text, field text, event_name text, before jsonb, max_rows integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.rejected_reasons() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.remake_event_view(event_name text, without name[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.rename_event_view(event_name text, view_name name) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.repin_event_view(event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.replace_event_view(event_name text, view_name name) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.replay_rejected(ids uuid[], patch jsonb, edited jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.roll_up(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.seen_names() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.seen_properties() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.shrink_rollups(horizon timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.store_event(event jsonb, idempotency_key text, deadline timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.store_events(events jsonb, idempotency_key text, dry boolean, partitions boolean, again boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], same_id_is_same boolean, deadline timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.summarize_months(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.taken_names() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.tidy_quarantine() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.trim_ledger(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.uncounted_since() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.unlink(client_ids text[], person_ids text[], dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.unseen_since() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.view_candidates() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.views_left() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.want_columns() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.want_event_views(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.want_views() FROM PUBLIC;
GRANT SELECT ON TABLE hardal_private.tenant_stats TO hardal_monitor;
GRANT SELECT(name) ON TABLE hardal_private.tenants TO hardal_monitor;
GRANT SELECT ON TABLE template.active_clients TO template__read;
GRANT SELECT ON TABLE template.active_clients TO template__aggregate;
GRANT SELECT ON TABLE template.client_months TO template__read;
GRANT SELECT ON TABLE template.events TO template__read;
GRANT SELECT ON TABLE template.clients TO template__read;
GRANT SELECT ON TABLE template.cohort_units TO template__read;
GRANT SELECT ON TABLE template.cohorts TO template__read;
GRANT SELECT ON TABLE template.daily_activity TO template__read;
GRANT SELECT ON TABLE template.daily_activity TO template__aggregate;
GRANT SELECT ON TABLE template.event_catalog TO template__read;
GRANT SELECT ON TABLE template.event_catalog TO template__aggregate;
GRANT SELECT ON TABLE template.identities TO template__read;
GRANT SELECT ON TABLE template.metrics TO template__read;
GRANT SELECT ON TABLE template.person_events TO template__read;
GRANT SELECT ON TABLE template.persons TO template__read;
GRANT SELECT ON TABLE template.property_catalog TO template__read;
GRANT SELECT ON TABLE template.property_catalog TO template__aggregate;
GRANT SELECT ON TABLE template.rejected_events TO template__read;
GRANT SELECT ON TABLE template.sessions TO template__read;
GRANT SELECT ON TABLE template.view_columns TO template__read;
GRANT SELECT ON TABLE template.view_columns TO template__aggregate;
