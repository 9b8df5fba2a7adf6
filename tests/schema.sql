CREATE SCHEMA hardal;
ALTER SCHEMA hardal OWNER TO hardal_owner;
COMMENT ON SCHEMA hardal IS 'hardal: the HTTP API, all that PostgREST exposes';
CREATE SCHEMA hardal_private;
ALTER SCHEMA hardal_private OWNER TO hardal_owner;
COMMENT ON SCHEMA hardal_private IS 'hardal: registry of tenants, tokens, PSQL URLs and migrations; not for clients';
CREATE SCHEMA template;
ALTER SCHEMA template OWNER TO hardal_owner;
COMMENT ON SCHEMA template IS 'hardal: the read surface of one tenant';
CREATE SCHEMA template__store;
ALTER SCHEMA template__store OWNER TO hardal_owner;
COMMENT ON SCHEMA template__store IS 'hardal: the tables and functions of one tenant; not for readers';
CREATE TYPE hardal.active_clients AS (
	period text,
	starts_on date,
	clients bigint,
	events bigint
);
ALTER TYPE hardal.active_clients OWNER TO hardal_owner;
COMMENT ON TYPE hardal.active_clients IS 'Active clients of a period';
COMMENT ON COLUMN hardal.active_clients.period IS 'day, week or month';
COMMENT ON COLUMN hardal.active_clients.starts_on IS 'First day of the period in the time zone that was asked for; weeks begin on Mondays';
COMMENT ON COLUMN hardal.active_clients.clients IS 'How many different clients had an event in it';
COMMENT ON COLUMN hardal.active_clients.events IS 'How many events there were in it, those without a client_id included';
CREATE TYPE hardal.daily_activity AS (
	day date,
	event_name text,
	events bigint,
	clients bigint
);
ALTER TYPE hardal.daily_activity OWNER TO hardal_owner;
COMMENT ON TYPE hardal.daily_activity IS 'Events and clients of a day and event name';
COMMENT ON COLUMN hardal.daily_activity.day IS 'The day in the time zone that was asked for';
COMMENT ON COLUMN hardal.daily_activity.event_name IS 'What happened, e.g. purchase';
COMMENT ON COLUMN hardal.daily_activity.events IS 'How often it happened that day';
COMMENT ON COLUMN hardal.daily_activity.clients IS 'To how many clients it happened that day; events without a client_id do not count';
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
COMMENT ON COLUMN hardal.event.event_name IS 'What happened, e.g. purchase';
COMMENT ON COLUMN hardal.event.hardal_server_request_id IS 'The request or user in the sending system';
COMMENT ON COLUMN hardal.event.client_id IS 'The client (user, device, account) that the event is of';
COMMENT ON COLUMN hardal.event.properties IS 'All else that was sent, a JSON object';
COMMENT ON COLUMN hardal.event.created_at IS 'When it happened, as the sender says';
COMMENT ON COLUMN hardal.event.received_at IS 'When it was stored';
COMMENT ON COLUMN hardal.event.event_date IS 'The day of created_at in UTC';
CREATE TYPE hardal.event_catalog AS (
	event_name text,
	events bigint,
	first_seen timestamp with time zone,
	last_seen timestamp with time zone,
	view_name text
);
ALTER TYPE hardal.event_catalog OWNER TO hardal_owner;
COMMENT ON TYPE hardal.event_catalog IS 'An event name that is there';
COMMENT ON COLUMN hardal.event_catalog.event_name IS 'What happened, e.g. purchase';
COMMENT ON COLUMN hardal.event_catalog.events IS 'How many events of this name there are';
COMMENT ON COLUMN hardal.event_catalog.first_seen IS 'created_at of the first of them';
COMMENT ON COLUMN hardal.event_catalog.last_seen IS 'created_at of the last of them';
COMMENT ON COLUMN hardal.event_catalog.view_name IS 'The view of the read surface with a column a property; null where there is none (yet)';
CREATE TYPE hardal.funnel_step AS (
	step integer,
	event_name text,
	value text,
	clients bigint,
	conversion numeric,
	step_conversion numeric,
	median_time interval,
	median_total_time interval
);
ALTER TYPE hardal.funnel_step OWNER TO hardal_owner;
COMMENT ON TYPE hardal.funnel_step IS 'A step of a funnel; with by, one for each value';
COMMENT ON COLUMN hardal.funnel_step.step IS 'Number of the step, from 1';
COMMENT ON COLUMN hardal.funnel_step.event_name IS 'The event that the step waits for';
COMMENT ON COLUMN hardal.funnel_step.value IS 'Value of the property by in the event of step 1; null where it is absent or JSON null, and without by';
COMMENT ON COLUMN hardal.funnel_step.clients IS 'How many clients reached the step';
COMMENT ON COLUMN hardal.funnel_step.conversion IS 'Share of the clients of step 1, 0 to 1; null where there are none';
COMMENT ON COLUMN hardal.funnel_step.step_conversion IS 'Share of the clients of the step before, 0 to 1; null for step 1, and where there are none';
COMMENT ON COLUMN hardal.funnel_step.median_time IS 'Median time since the step before, of the clients that reached the step';
COMMENT ON COLUMN hardal.funnel_step.median_total_time IS 'Median time since step 1, of the clients that reached the step';
CREATE TYPE hardal.path AS (
	path text,
	steps text[],
	times bigint,
	clients bigint,
	share numeric
);
ALTER TYPE hardal.path OWNER TO hardal_owner;
COMMENT ON TYPE hardal.path IS 'A way that clients went on from an event';
COMMENT ON COLUMN hardal.path.path IS 'Names of the events in order: signup > view_item > purchase';
COMMENT ON COLUMN hardal.path.steps IS 'The same names as an array';
COMMENT ON COLUMN hardal.path.times IS 'How often it was gone';
COMMENT ON COLUMN hardal.path.clients IS 'By how many clients';
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
	examples text[]
);
ALTER TYPE hardal.property_catalog OWNER TO hardal_owner;
COMMENT ON TYPE hardal.property_catalog IS 'A property that events of a name have';
COMMENT ON COLUMN hardal.property_catalog.event_name IS 'The events'' name';
COMMENT ON COLUMN hardal.property_catalog.property IS 'The keys that lead to it, joined by dots: nested_data.category';
COMMENT ON COLUMN hardal.property_catalog.events IS 'How many events have it';
COMMENT ON COLUMN hardal.property_catalog.first_seen IS 'created_at of the first of them';
COMMENT ON COLUMN hardal.property_catalog.last_seen IS 'created_at of the last of them';
COMMENT ON COLUMN hardal.property_catalog.strings IS 'In how many it is a string';
COMMENT ON COLUMN hardal.property_catalog.numbers IS 'In how many it is a number';
COMMENT ON COLUMN hardal.property_catalog.booleans IS 'In how many it is true or false';
COMMENT ON COLUMN hardal.property_catalog.objects IS 'In how many it is an object, whose keys are properties of their own';
COMMENT ON COLUMN hardal.property_catalog.arrays IS 'In how many it is an array';
COMMENT ON COLUMN hardal.property_catalog.nulls IS 'In how many it is null';
COMMENT ON COLUMN hardal.property_catalog.examples IS 'Up to five values, the newest first';
CREATE TYPE hardal.property_value AS (
	value text,
	events bigint,
	clients bigint,
	share numeric
);
ALTER TYPE hardal.property_value OWNER TO hardal_owner;
COMMENT ON TYPE hardal.property_value IS 'A value of a property';
COMMENT ON COLUMN hardal.property_value.value IS 'The value as text; null where the property is absent or JSON null';
COMMENT ON COLUMN hardal.property_value.events IS 'How many events have it';
COMMENT ON COLUMN hardal.property_value.clients IS 'Of how many clients; events without a client_id do not count';
COMMENT ON COLUMN hardal.property_value.share IS 'Share of the events, 0 to 1';
CREATE TYPE hardal.retention_cell AS (
	cohort date,
	cohort_size bigint,
	period_number integer,
	clients bigint,
	share numeric
);
ALTER TYPE hardal.retention_cell OWNER TO hardal_owner;
COMMENT ON TYPE hardal.retention_cell IS 'How many clients of a cohort came back in a period';
COMMENT ON COLUMN hardal.retention_cell.cohort IS 'First day of the period of the clients'' first event; weeks begin on Mondays';
COMMENT ON COLUMN hardal.retention_cell.cohort_size IS 'How many clients the cohort has';
COMMENT ON COLUMN hardal.retention_cell.period_number IS 'How many periods after the cohort''s own, which is 0';
COMMENT ON COLUMN hardal.retention_cell.clients IS 'How many of the cohort''s clients had the return event in that period';
COMMENT ON COLUMN hardal.retention_cell.share IS 'Their share of the cohort, 0 to 1; null where it has no clients';
CREATE TYPE hardal.session AS (
	client_id text,
	started_at timestamp with time zone,
	ended_at timestamp with time zone,
	duration interval,
	events bigint,
	first_event text,
	last_event text
);
ALTER TYPE hardal.session OWNER TO hardal_owner;
COMMENT ON TYPE hardal.session IS 'A session: events of one client without a long pause between them';
COMMENT ON COLUMN hardal.session.client_id IS 'The client';
COMMENT ON COLUMN hardal.session.started_at IS 'created_at of its first event';
COMMENT ON COLUMN hardal.session.ended_at IS 'created_at of its last event';
COMMENT ON COLUMN hardal.session.duration IS 'From its first event to its last';
COMMENT ON COLUMN hardal.session.events IS 'How many events it has';
COMMENT ON COLUMN hardal.session.first_event IS 'event_name of its first event';
COMMENT ON COLUMN hardal.session.last_event IS 'event_name of its last event';
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
COMMENT ON TYPE hardal_private.finding IS 'What a check of doctor''s found';
COMMENT ON COLUMN hardal_private.finding.level IS 'wrong; or open: PostgreSQL''s default that hardal may not change, and you may want to';
COMMENT ON COLUMN hardal_private.finding.name IS 'The check';
COMMENT ON COLUMN hardal_private.finding.object IS 'The role, grant, table or other thing';
COMMENT ON COLUMN hardal_private.finding.problem IS 'What is wrong with it';
COMMENT ON COLUMN hardal_private.finding.why IS 'Why it matters';
COMMENT ON COLUMN hardal_private.finding.mend IS 'The command or SQL that mends it';
COMMENT ON COLUMN hardal_private.finding.fix IS 'SQL that doctor --fix runs; null where a person should look first';
CREATE FUNCTION hardal.active_clients(period text DEFAULT 'day'::text, since date DEFAULT NULL::date, until date DEFAULT NULL::date, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.active_clients
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
begin
    return query execute format(
        'select * from %I.active_clients($1, $2, $3, $4)', hardal_private.current_tenant()
    )
    using period, since, until, time_zone;
end
$_$;
ALTER FUNCTION hardal.active_clients(period text, since date, until date, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.active_clients(period text, since date, until date, time_zone text) IS 'Active clients by day, week or month, in a time zone: the periods that start from since (inclusive) to until (exclusive)';
CREATE FUNCTION hardal.daily_activity(since date DEFAULT NULL::date, until date DEFAULT NULL::date, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.daily_activity
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
begin
    return query execute format(
        'select * from %I.daily_activity($1, $2, $3)', hardal_private.current_tenant()
    )
    using since, until, time_zone;
end
$_$;
ALTER FUNCTION hardal.daily_activity(since date, until date, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.daily_activity(since date, until date, time_zone text) IS 'Events and clients by day and event name, in a time zone. since is inclusive, until exclusive';
CREATE FUNCTION hardal.event_catalog() RETURNS SETOF hardal.event_catalog
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $$
begin
    return query execute format(
        'select c.event_name, c.events, c.first_seen, c.last_seen, c.view_name from %I.event_catalog as c order by c.event_name collate "C"', hardal_private.current_tenant()
    );
end
$$;
ALTER FUNCTION hardal.event_catalog() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.event_catalog() IS 'Each event name: how often, since when, until when, and the view that has its properties as columns';
CREATE FUNCTION hardal.events(event_name text DEFAULT NULL::text, client_id text DEFAULT NULL::text, since timestamp with time zone DEFAULT NULL::timestamp with time zone, until timestamp with time zone DEFAULT NULL::timestamp with time zone, after uuid DEFAULT NULL::uuid, max_rows integer DEFAULT 100) RETURNS SETOF hardal.event
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    if max_rows is null or max_rows not between 1 and 10000 then
        raise sqlstate 'PT400' using
            message = 'max_rows is between 1 and 10000',
            hint = 'for more, page on with after=<id of the last event>';
    end if;
    return query execute format(
        'select * from %I.events_page($1, $2, $3, $4, $5, $6)', hardal_private.current_tenant() || '__store'
    )
    using event_name, client_id, since, until, after, max_rows;
end
$_$;
ALTER FUNCTION hardal.events(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.events(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) IS 'The tenant''s events, newest first. since is inclusive, until exclusive; after is the id of the last event of the page before; max_rows is at most 10000';
CREATE FUNCTION hardal.funnel(steps text[], within interval DEFAULT '7 days'::interval, since timestamp with time zone DEFAULT (now() - '30 days'::interval), until timestamp with time zone DEFAULT NULL::timestamp with time zone, by text DEFAULT NULL::text) RETURNS SETOF hardal.funnel_step
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
begin
    return query execute format(
        'select * from %I.funnel($1, $2, $3, $4, $5)', hardal_private.current_tenant()
    )
    using steps, within, since, until, funnel.by;
end
$_$;
ALTER FUNCTION hardal.funnel(steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.funnel(steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text) IS 'How many clients went from event to event, within an interval; by names a property of the first event. since is inclusive, until exclusive';
CREATE FUNCTION hardal.ingest(jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on'
    AS $_$
begin
    return hardal_private.serve_events(hardal_private.batch_events($1), false);
end
$_$;
ALTER FUNCTION hardal.ingest(jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.ingest(jsonb) IS 'Stores one event, or {"events": [event, ...]}, and answers what became of each: accepted, duplicates, rejected, ids, errors';
CREATE FUNCTION hardal.ingest_ndjson(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on'
    AS $_$
declare
    v_read record := hardal_private.read_lines($1);
begin
    return hardal_private.serve_events(
        hardal_private.batch_events(coalesce(v_read.events, '[]')), false, v_read.lines, v_read.raws, v_read.faults
    );
end
$_$;
ALTER FUNCTION hardal.ingest_ndjson(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.ingest_ndjson(bytea) IS 'Stores NDJSON, an event a line, and answers as ingest does, with the line of each fault';
CREATE FUNCTION hardal.paths(start_event text, since timestamp with time zone DEFAULT (now() - '30 days'::interval), until timestamp with time zone DEFAULT NULL::timestamp with time zone, within interval DEFAULT '01:00:00'::interval, depth integer DEFAULT 4, max_rows integer DEFAULT 50) RETURNS SETOF hardal.path
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
begin
    return query execute format(
        'select * from %I.paths($1, $2, $3, $4, $5, $6)', hardal_private.current_tenant()
    )
    using start_event, since, until, within, depth, max_rows;
end
$_$;
ALTER FUNCTION hardal.paths(start_event text, since timestamp with time zone, until timestamp with time zone, within interval, depth integer, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.paths(start_event text, since timestamp with time zone, until timestamp with time zone, within interval, depth integer, max_rows integer) IS 'What clients do after an event, the most frequent first: up to depth events within an interval. since is inclusive, until exclusive';
CREATE FUNCTION hardal.pre_request() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on'
    AS $_$
declare
    v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
    v_token hardal_private.tokens;
    v_reason text;
begin
    if session_user <> 'hardal_authenticator' then
        raise sqlstate 'PT403' using message = 'this is PostgREST''s to call';
    end if;
    if v_claims ->> 'role' is distinct from 'hardal_anon' then
        select t.* into v_token
        from hardal_private.tokens as t
        where t.jti = case
            when v_claims ->> 'jti' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (v_claims ->> 'jti')::uuid
        end;
    end if;
    v_reason := case
        when v_claims is null or v_claims ->> 'role' is null or v_claims ->> 'role' = 'hardal_anon'
            then 'this request has no token'
        when v_token.jti is null then 'the token is unknown here'
        when v_token.revoked_at <= clock_timestamp() then 'the token was revoked'
        when v_token.expires_at <= clock_timestamp() then 'the token has expired'
        when v_claims ->> 'aud' is distinct from 'hardal' then 'the token is meant for another service'
        when v_claims ->> 'role' <> 'hardal_' || v_token.scope then 'the token''s role is not the one it was issued for'
        when v_claims ->> 'tenant' is distinct from v_token.tenant then 'the token''s tenant is not the one it was issued for'
        when v_claims ->> 'exp' is null then 'the token has no end'
    end;
    if v_reason is not null then
        perform hardal_private.refuse(
            401, v_reason, null, 'send Authorization: Bearer <token>, with a token that hardal-admin token create made',
            '{"WWW-Authenticate": "Bearer"}'
        );
    end if;
    if exists (
        select from hardal_private.tenants as t
        where t.name = v_token.tenant and t.suspended_at is not null
    ) then
        perform hardal_private.refuse(
            403, format('the tenant %s is suspended', v_token.tenant), null,
            'ask whoever runs this server; its data is kept'
        );
    end if;
    if
        v_token.scope = 'ingest'
        and (v_token.used_at is null or v_token.used_at < date_trunc('hour', now()))
        and current_setting('transaction_read_only') = 'off'
    then
        perform hardal_private.record_use(v_token.jti);
    end if;
end
$_$;
ALTER FUNCTION hardal.pre_request() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.pre_request() IS 'PostgREST''s db-pre-request: refuses a request whose token is missing, unknown, revoked or not what it was issued as';
CREATE FUNCTION hardal.property_breakdown(event_name text, property text, since timestamp with time zone DEFAULT (now() - '30 days'::interval), until timestamp with time zone DEFAULT NULL::timestamp with time zone, max_rows integer DEFAULT 50) RETURNS SETOF hardal.property_value
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
begin
    return query execute format(
        'select * from %I.property_breakdown($1, $2, $3, $4, $5)', hardal_private.current_tenant()
    )
    using event_name, property, since, until, max_rows;
end
$_$;
ALTER FUNCTION hardal.property_breakdown(event_name text, property text, since timestamp with time zone, until timestamp with time zone, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.property_breakdown(event_name text, property text, since timestamp with time zone, until timestamp with time zone, max_rows integer) IS 'How often a property of an event has each value, the most frequent first. since is inclusive, until exclusive';
CREATE FUNCTION hardal.property_catalog(event_name text DEFAULT NULL::text) RETURNS SETOF hardal.property_catalog
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
begin
    return query execute format(
        'select
            c.event_name, c.property, c.events, c.first_seen, c.last_seen,
            c.strings, c.numbers, c.booleans, c.objects, c.arrays, c.nulls, c.examples
        from %I.property_catalog as c
        where $1 is null or c.event_name = $1
        order by c.event_name collate "C", c.property collate "C"', hardal_private.current_tenant()
    )
    using event_name;
end
$_$;
ALTER FUNCTION hardal.property_catalog(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.property_catalog(event_name text) IS 'Each property of each event name, or of one: how often, since when, of which JSON types, with examples';
CREATE FUNCTION hardal.retention(first_event text DEFAULT NULL::text, return_event text DEFAULT NULL::text, period text DEFAULT 'week'::text, since timestamp with time zone DEFAULT NULL::timestamp with time zone, until timestamp with time zone DEFAULT NULL::timestamp with time zone, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.retention_cell
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
begin
    return query execute format(
        'select * from %I.retention($1, $2, $3, $4, $5, $6)', hardal_private.current_tenant()
    )
    using first_event, return_event, period, since, until, time_zone;
end
$_$;
ALTER FUNCTION hardal.retention(first_event text, return_event text, period text, since timestamp with time zone, until timestamp with time zone, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.retention(first_event text, return_event text, period text, since timestamp with time zone, until timestamp with time zone, time_zone text) IS 'How many clients come back, by the period (day, week, month) of their first event and the periods after it';
CREATE FUNCTION hardal.sessions(since timestamp with time zone, until timestamp with time zone DEFAULT NULL::timestamp with time zone, gap interval DEFAULT '00:30:00'::interval) RETURNS SETOF hardal.session
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
begin
    return query execute format(
        'select * from %I.sessions($1, $2, $3)', hardal_private.current_tenant()
    )
    using since, until, gap;
end
$_$;
ALTER FUNCTION hardal.sessions(since timestamp with time zone, until timestamp with time zone, gap interval) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.sessions(since timestamp with time zone, until timestamp with time zone, gap interval) IS 'Sessions that start in [since, until), with a pause longer than gap between two';
CREATE FUNCTION hardal.validate(jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on'
    AS $_$
begin
    return hardal_private.serve_events(hardal_private.batch_events($1), true);
end
$_$;
ALTER FUNCTION hardal.validate(jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.validate(jsonb) IS 'Answers as ingest would for one event or {"events": [event, ...]}, and stores nothing; ids is null where none was sent';
CREATE FUNCTION hardal.validate_ndjson(bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on'
    AS $_$
declare
    v_read record := hardal_private.read_lines($1);
begin
    return hardal_private.serve_events(
        hardal_private.batch_events(coalesce(v_read.events, '[]')), true, v_read.lines, v_read.raws, v_read.faults
    );
end
$_$;
ALTER FUNCTION hardal.validate_ndjson(bytea) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.validate_ndjson(bytea) IS 'Answers as ingest_ndjson would, and stores nothing';
CREATE FUNCTION hardal_private.add_to_report(report jsonb, did jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select case
        when did ->> 'count' = '0' then report
        when
            report -> -1 ->> 'tenant' = did ->> 'tenant'
            and report -> -1 ->> 'what' = did ->> 'what'
            and did -> 'object' = 'null'
            then jsonb_set(report, '{-1,count}', to_jsonb((report #>> '{-1,count}')::bigint + (did ->> 'count')::bigint))
        else report || (did - 'more')
    end
$$;
ALTER FUNCTION hardal_private.add_to_report(report jsonb, did jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.add_to_report(report jsonb, did jsonb) IS 'Appends what a step of maintenance did to the report, or counts it to the last line where that says the same';
CREATE FUNCTION hardal_private.all_partitions(tenant text) RETURNS name[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_partitions name[];
begin
    execute format('select array(select p.partition from %I.list_partitions() as p)', tenant || '__store')
    into v_partitions;
    return v_partitions;
end
$$;
ALTER FUNCTION hardal_private.all_partitions(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.all_partitions(tenant text) IS 'The partitions of a tenant''s events, oldest first';
CREATE FUNCTION hardal_private.apply_template(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET check_function_bodies TO 'off'
    AS $$
declare
    -- the text is the repository's own, see above: @plpgsql_check_options: security_warnings = off
    v_role text := current_setting('role');
    v_body text;
begin
    perform set_config('role', 'hardal_owner', true);
    for v_body in
        select f.body
        from hardal_private.template_files as f
        cross join hardal_private.tenants as t
        where t.name = apply_template.tenant and (not f.migration or f.path > t.migration)
        order by f.ordinal
    loop
        execute replace(v_body, 'template', tenant);
    end loop;
    perform hardal_private.drop_stale_functions(
        tenant || '__store',
        array(
            select substring(f.path from 'functions/tenant/(.*)\.sql')
            from hardal_private.template_files as f
            where f.path like 'functions/tenant/%'
        )
    );
    update hardal_private.tenants as t
    set
        migration = coalesce((select max(f.path) from hardal_private.template_files as f where f.migration), ''),
        template_version = hardal_private.template_version()
    where t.name = apply_template.tenant;
    perform set_config('role', v_role, true);
end
$$;
ALTER FUNCTION hardal_private.apply_template(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.apply_template(tenant text) IS 'Brings a tenant''s schemas up to date: its pending migrations, then all that is re-applied whole';
CREATE FUNCTION hardal_private.audit(action text, tenant text, object text DEFAULT NULL::text, details jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    insert into hardal_private.audit_log (action, tenant, object, details)
    values (audit.action, audit.tenant, audit.object, audit.details);
end
$$;
ALTER FUNCTION hardal_private.audit(action text, tenant text, object text, details jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.audit(action text, tenant text, object text, details jsonb) IS 'Writes down what the session''s login did; in the same transaction, so that neither is without the other';
CREATE FUNCTION hardal_private.batch_events(body jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_events jsonb;
begin
    if jsonb_typeof(body) = 'object' and not body ? 'events' then
        return jsonb_build_array(body);
    end if;
    if jsonb_typeof(body) = 'array' then
        v_events := body;
    elsif jsonb_typeof(body) = 'object' then
        v_events := body -> 'events';
        if jsonb_typeof(v_events) <> 'array' then
            raise sqlstate 'PT400' using
                message = 'events is not an array',
                hint = 'send {"events": [event, ...]}, or one event without the field events';
        end if;
        if body - 'events' <> '{}' then
            raise sqlstate 'PT400' using
                message = 'a batch holds the field events and no other',
                detail = format('found beside it: %s', (
                    select string_agg(to_jsonb(left(k.key, 200))::text, ', ' order by k.key)
                    from (select * from jsonb_object_keys(body - 'events') as k (key) limit 20) as k
                )),
                hint = 'send {"events": [event, ...]}, or one event without the field events';
        end if;
    else
        raise sqlstate 'PT400' using
            message = 'the body is neither a JSON object nor an array',
            hint = 'send one event, or {"events": [event, ...]}';
    end if;
    if jsonb_array_length(v_events) = 0 then
        raise sqlstate 'PT400' using
            message = 'the batch is empty',
            hint = 'send one event, or {"events": [event, ...]} with at least one';
    end if;
    if jsonb_array_length(v_events) > 10000 then
        raise sqlstate 'PT413' using
            message = 'the batch holds more than 10000 events',
            hint = 'send it in several requests; nothing of it was stored';
    end if;
    return v_events;
end
$$;
ALTER FUNCTION hardal_private.batch_events(body jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.batch_events(body jsonb) IS 'The events of a request''s body as an array; PT400 where it is neither an event nor a batch, PT413 where it is too large';
CREATE FUNCTION hardal_private.begin_drop(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform hardal_private.suspend_tenant(tenant);
    update hardal_private.tenants as t
    set dropping_at = coalesce(t.dropping_at, hardal_private.clock())
    where t.name = begin_drop.tenant;
end
$$;
ALTER FUNCTION hardal_private.begin_drop(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.begin_drop(tenant text) IS 'Suspends a tenant that is to be dropped, for good; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.beginning(event jsonb) RETURNS bytea
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if hardal_private.is_printable(event) then
        return substr(convert_to(event::text, 'UTF8'), 1, 8192);
    end if;
    return substr(
        convert_to(
            (
                select coalesce(jsonb_object_agg(f.key, f.value), '{}')
                from jsonb_each(case when jsonb_typeof(event) = 'object' then event else '{}' end) as f
                where jsonb_typeof(f.value) in ('string', 'boolean')
            )::text,
            'UTF8'
        ),
        1, 8192
    );
end
$$;
ALTER FUNCTION hardal_private.beginning(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.beginning(event jsonb) IS 'The first 8 KiB of an event as text, or its strings alone, where the rest cannot be printed';
CREATE FUNCTION hardal_private.check_database() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select ('wrong', 'stray grant', format('database %I', d.datname), format('%s holds %s on it', r.role, a.privilege_type),
        'who may only read could fill the disk', s.statement, s.statement)::hardal_private.finding
    from pg_database as d
    cross join lateral aclexplode(d.datacl) as a
    inner join hardal_private.own_roles() as r on a.grantee = to_regrole(r.role)
    cross join lateral (
        select format('revoke %s on database %I from %I', a.privilege_type, d.datname, r.role) as statement
    ) as s
    where d.datname = current_database() and a.privilege_type <> 'CONNECT' and r.role <> 'hardal_owner'
    union all
    select ('wrong', 'missing grant', format('database %I', current_database()), format('%s may not connect to it', r.role),
        'who logs in by it is refused', s.statement, s.statement)::hardal_private.finding
    from hardal_private.own_roles() as r
    cross join lateral (
        select format('grant connect on database %I to %I', current_database(), r.role) as statement
    ) as s
    where
        (r.role = 'hardal_authenticator' or r.scope is not null)
        and to_regrole(r.role) is not null
        and not has_database_privilege(to_regrole(r.role), current_database(), 'connect')
$$;
ALTER FUNCTION hardal_private.check_database() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_database() IS 'For doctor: rights of hardal''s roles on the database that are too many or gone';
CREATE FUNCTION hardal_private.check_definitions() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    with held as materialized (
        select d.schema, d.kind, d.object, d.definition, sha256(convert_to(d.definition, 'UTF8')) as digest
        from hardal_private.definitions() as d
    ),
    meant as (
        select null as tenant, i.*
        from hardal_private.installed as i
        union all
        select t.name, replace(h.schema, 'template', t.name), h.kind, h.object, sha256(convert_to(replace(h.definition, 'template', t.name), 'UTF8'))
        from held as h
        cross join hardal_private.tenants as t
        -- one that migrate has not reached yet is told so by check_tenants
        where h.schema in ('template', 'template__store') and t.template_version = hardal_private.template_version()
    ),
    differ as (
        select
            coalesce(m.schema, h.schema) as schema,
            coalesce(m.kind, h.kind) as kind,
            coalesce(m.object, h.object) as object,
            m.tenant,
            case when h.digest is null then 'gone' when m.digest is null then 'not hardal''s' else 'changed' end as problem
        from meant as m
        full join held as h on m.schema = h.schema and m.kind = h.kind and m.object = h.object
        where
            m.digest is distinct from h.digest
            and (m.digest is not null or h.kind in ('trigger', 'rule', 'policy', 'constraint'))
            and exists (
                select
                from meant as s
                where s.schema = coalesce(m.schema, h.schema)
            )
    )
    select (
        'wrong',
        case when d.object = 'audit_log_is_append_only on audit_log' then 'audit log' else 'definition' end,
        format('%s %s.%s', d.kind, d.schema, d.object),
        format('it is %s', d.problem),
        case
            when d.object = 'audit_log_is_append_only on audit_log' then 'entries can be changed and deleted'
            else 'hardal''s promises hold for what migrate has made'
        end,
        case
            when d.problem = 'not hardal''s' then 'drop it, once you know what it is'
            when d.kind not in ('function', 'view', 'trigger') then 'compare it with the template, or a new database''s, and put it back'
            when d.tenant is null then 'hardal-admin migrate'
            else 'hardal-admin doctor --fix; where that fails, drop it before'
        end,
        case
            when d.object = 'audit_log_is_append_only on audit_log' then 'select hardal_private.guard_audit_log()'
            when d.problem <> 'not hardal''s' and d.tenant is not null and d.kind in ('function', 'view')
                then format('select hardal_private.create_tenant_schemas(%1$L), hardal_private.apply_template(%1$L)', d.tenant)
        end
    )::hardal_private.finding
    from differ as d
    order by d.schema, d.kind, d.object
$_$;
ALTER FUNCTION hardal_private.check_definitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_definitions() IS 'For doctor: functions, views, tables and triggers that were changed or dropped since migrate made them';
CREATE FUNCTION hardal_private.check_grants() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with held as materialized (
        select g.schema, g.kind, g.object, g.grantee, g.privilege, bool_or(g.grantable) as grantable
        from hardal_private.grants() as g
        group by g.schema, g.kind, g.object, g.grantee, g.privilege
    ),
    meant as (
        select
            replace(h.schema, 'template', t.name)::name as schema,
            h.kind,
            case when h.kind = 'schema' then replace(h.object, 'template', t.name) else h.object end as object,
            regexp_replace(h.grantee, '^template__', t.name || '__') as grantee,
            h.privilege
        from held as h
        cross join hardal_private.tenants as t
        where h.schema in ('template', 'template__store')
        union all
        select 'hardal', 'schema', 'hardal', r.role, 'USAGE'
        from unnest(array['hardal_anon', 'hardal_ingest', 'hardal_read']) as r (role)
        union all
        select 'hardal', 'type', t.name, 'hardal_read', 'USAGE'
        from unnest(array[
            'event', 'funnel_step', 'session', 'retention_cell', 'path', 'property_value',
            'daily_activity', 'active_clients', 'event_catalog', 'property_catalog'
        ]) as t (name)
        union all
        select 'hardal', 'function', format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), f.role, 'EXECUTE'
        from (
            values
            ('ingest', 'hardal_ingest'),
            ('ingest_ndjson', 'hardal_ingest'),
            ('validate', 'hardal_ingest'),
            ('validate_ndjson', 'hardal_ingest'),
            ('events', 'hardal_read'),
            ('daily_activity', 'hardal_read'),
            ('active_clients', 'hardal_read'),
            ('funnel', 'hardal_read'),
            ('retention', 'hardal_read'),
            ('sessions', 'hardal_read'),
            ('paths', 'hardal_read'),
            ('property_breakdown', 'hardal_read'),
            ('event_catalog', 'hardal_read'),
            ('property_catalog', 'hardal_read'),
            ('pre_request', 'hardal_anon'),
            ('pre_request', 'hardal_ingest'),
            ('pre_request', 'hardal_read')
        ) as f (name, role)
        inner join pg_proc as p on p.proname = f.name and p.pronamespace = 'hardal'::regnamespace
    ),
    differ as (
        select 'stray grant' as name, h.*
        from held as h
        where
            h.schema not in ('template', 'template__store')
            and (h.schema, h.kind, h.object, h.grantee, h.privilege) not in (select m.* from meant as m)
            -- a view that is read with the reader's own rights shows a reader nothing new: typed views are such
            and not (
                h.kind = 'table' and h.privilege = 'SELECT' and h.grantee = h.schema || '__read'
                and exists (
                    select
                    from pg_class as c
                    where
                        c.oid = to_regclass(format('%I.%I', h.schema, h.object)) and c.relkind = 'v'
                        and 'security_invoker=true' = any (c.reloptions)
                )
            )
        union all
        select 'missing grant', m.*, false
        from meant as m
        where
            (m.schema, m.kind, m.object, m.grantee, m.privilege) not in (
                select h.schema, h.kind, h.object, h.grantee, h.privilege from held as h
            )
            -- what is gone itself is check_definitions'
            and (m.kind <> 'table' or to_regclass(format('%I.%I', m.schema, m.object)) is not null)
        union all
        select 'stray grant option', h.*
        from held as h
        where h.grantable
    )
    select (
        'wrong',
        d.name,
        format('%s %s%s', d.kind, case when d.kind = 'schema' then '' else d.schema || '.' end, d.object),
        format(
            case d.name
                when 'stray grant' then '%s holds %s on it'
                when 'missing grant' then '%s holds no %s on it'
                else '%s may give others its %s on it'
            end,
            d.grantee,
            d.privilege
        ),
        case
            when d.name <> 'missing grant' then 'isolation is a missing grant: whoever holds one too many may see what is not theirs'
            else 'whoever should hold it is refused'
        end,
        s.statement,
        s.statement
    )::hardal_private.finding
    from differ as d
    cross join lateral (
        select format(
            case d.name
                when 'stray grant' then 'revoke %s on %s from %s cascade'
                when 'missing grant' then 'grant %s on %s to %s'
                else 'revoke grant option for %s on %s from %s cascade'
            end,
            d.privilege || case when d.kind = 'column' then format(' (%s)', split_part(d.object, '.', 2)) else '' end,
            case d.kind
                when 'schema' then format('schema %I', d.schema)
                when 'column' then format('table %I.%s', d.schema, split_part(d.object, '.', 1))
                when 'function' then format('routine %I.%s', d.schema, d.object)
                else format('%s %I.%I', d.kind, d.schema, d.object)
            end,
            case when d.grantee = 'PUBLIC' then 'public' else quote_ident(d.grantee) end
        ) as statement
    ) as s
    order by d.schema, d.kind, d.object, d.grantee, d.privilege
$$;
ALTER FUNCTION hardal_private.check_grants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_grants() IS 'For doctor: rights on hardal''s objects that are too many or gone';
CREATE FUNCTION hardal_private.check_keys(held text[], file text) RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select ('wrong', 'retired key', format('key %s in %s', k.id, check_keys.file), format('it was retired %s', k.retires_at),
        'whoever has it can sign what PostgREST takes', 'hardal-admin secret prune', null)::hardal_private.finding
    from hardal_private.keys as k
    where k.id = any (held) and k.id <> held[1] and k.retires_at <= clock_timestamp()
    union all
    select ('wrong', 'signing key', format('key %s in %s', k.id, check_keys.file), 'it signs, though another has taken its place',
        'token create is refused', 'hardal-admin secret rotate', null)::hardal_private.finding
    from hardal_private.keys as k
    where k.id = held[1] and k.retires_at is not null
    union all
    select ('wrong', 'lost key', format('key %s', t.key_id), format('%s live tokens are signed with it, and it is not in %s', count(*), check_keys.file),
        'PostgREST refuses them, and their events with them',
        format('put the key back; else hardal-admin token rotate for each: %s', string_agg(format('%s of %s', to_jsonb(t.name), t.tenant), ', ' order by t.tenant, t.name)),
        null)::hardal_private.finding
    from hardal_private.tokens as t
    where hardal_private.token_state(t) in ('live', 'ending') and t.key_id <> all (held)
    group by t.key_id
$$;
ALTER FUNCTION hardal_private.check_keys(held text[], file text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_keys(held text[], file text) IS 'For doctor: signing keys that PostgREST should have and has not, or has and should not; held are the ids of those that it has';
CREATE FUNCTION hardal_private.check_maintenance() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select (
        'wrong',
        'maintenance',
        format('tenant %s', t.name),
        case
            when m.failed_at is not null then format('its maintenance failed at %s: %s', m.failed_at, m.failure)
            when m.done_at is null then 'it was never maintained'
            else format('it was last maintained at %s', m.done_at)
        end,
        'months of events are made by who needs them first, and what retention has outlived is kept',
        'hardal-admin maintain --every 60s, as a service; or pg_cron',
        null
    )::hardal_private.finding
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    where
        m.failed_at is not null
        or coalesce(m.done_at, t.created_at) < hardal_private.clock() - interval '1 day'
    union all
    select (
        'wrong', 'partition ahead', n.partition, 'it is not there yet, and needed within a week',
        'the first events of the month wait until it is made, and BI sessions that run may not see it',
        'hardal-admin maintain', s.statement || '; reset role'
    )::hardal_private.finding
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    cross join lateral (
        select format(
            '%I.%s', t.name || '__store', to_char(hardal_private.clock() at time zone 'UTC' + interval '7 days', '"events_"YYYY"_"MM')
        ) as partition
    ) as n
    cross join lateral (
        select format(
            'set role hardal_owner; select %I.make_partitions(array[hardal_private.clock() + interval ''7 days''])', t.name || '__store'
        ) as statement
    ) as s
    where
        to_regclass(n.partition) is null
        -- a new tenant has a day's time
        and (m.done_at is not null or t.created_at < hardal_private.clock() - interval '1 day')
        and exists (select from pg_inherits as i where i.inhparent = to_regclass(format('%I.events', t.name || '__store')))
$$;
ALTER FUNCTION hardal_private.check_maintenance() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_maintenance() IS 'For doctor: tenants whose maintenance fails or was last done more than a day ago, and a next month without its partition';
CREATE FUNCTION hardal_private.check_memberships() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    with ours as materialized (
        select * from hardal_private.own_roles()
    ),
    meant as (
        select o.role as member, g.role
        from ours as o
        cross join unnest(o.member_of) as g (role)
        where to_regrole(o.role) is not null and to_regrole(g.role) is not null
    ),
    held as (
        select
            m.rolname::text as member,
            r.rolname::text as role,
            a.admin_option,
            -- of the membership from 16 on, of the member before
            coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, m.rolinherit) as inherits,
            coalesce((to_jsonb(a) ->> 'set_option')::boolean, true) as may_switch,
            case when to_jsonb(a) ? 'inherit_option' then format(' granted by %s', a.grantor::regrole) else '' end as by
        from pg_auth_members as a
        inner join pg_roles as m on a.member = m.oid
        inner join pg_roles as r on a.roleid = r.oid
        where
            m.rolname in (select o.role from ours as o)
            -- a login that makes roles is the DBA's; a superuser needs no membership
            or (
                r.rolname in (select o.role from ours as o)
                and not (m.rolsuper or m.rolcreaterole)
                -- another hardal database's tenant: roles are the server's
                and not (r.rolname = 'hardal_ingest' and m.rolname ~ '__write$')
            )
    )
    select ('wrong', 'stray membership', h.member, format('it is a member of %s', h.role),
        'it holds all rights of that role', s.statement, s.statement)::hardal_private.finding
    from held as h
    cross join lateral (select format('revoke %I from %I%s', h.role, h.member, h.by) as statement) as s
    where not exists (select from meant as m where m.member = h.member and m.role = h.role)
    union all
    select ('wrong', 'missing membership', m.member, format('it is no member of %s', m.role),
        'it may not do what its scope says', s.statement, s.statement)::hardal_private.finding
    from meant as m
    cross join lateral (
        select format(
            'grant %I to %I%s',
            m.role,
            m.member,
            case
                when m.member = 'hardal_authenticator' and current_setting('server_version_num')::int >= 160000
                    then ' with inherit false, set true'
                else ''
            end
        ) as statement
    ) as s
    where not exists (select from held as h where h.member = m.member and h.role = m.role)
    union all
    select ('wrong', 'membership options', h.member, format('it is a member of %s ', h.role) || concat_ws(
        ', and ',
        case when h.admin_option then 'and may make others members' end,
        case when h.inherits and m.member = 'hardal_authenticator' then 'with its rights before it switches to it' end,
        case when not h.inherits and m.member <> 'hardal_authenticator' then 'without its rights' end,
        case when not h.may_switch and m.member = 'hardal_authenticator' then 'and may not switch to it' end
    ),
    'it can do more, or less, than is meant', s.statement, s.statement)::hardal_private.finding
    from held as h
    inner join meant as m on h.member = m.member and h.role = m.role
    cross join lateral (
        select case
            when h.by <> '' then format(
                'revoke %1$I from %2$I%3$s; grant %1$I to %2$I with inherit %4$s, set true',
                h.role, h.member, h.by, case when h.member = 'hardal_authenticator' then 'false' else 'true' end
            )
            else format(
                'revoke admin option for %1$I from %2$I; alter role %2$I %3$s',
                h.role, h.member, case when h.member = 'hardal_authenticator' then 'noinherit' else 'inherit' end
            )
        end as statement
    ) as s
    where
        h.admin_option
        or h.inherits = (h.member = 'hardal_authenticator')
        or (not h.may_switch and h.member = 'hardal_authenticator')
$_$;
ALTER FUNCTION hardal_private.check_memberships() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_memberships() IS 'For doctor: who is a member of hardal''s roles and should not be, or the other way round, or with other options';
CREATE FUNCTION hardal_private.check_owners() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with ours as materialized (
        select *
        from hardal_private.own_schemas()
    ),
    owned (kind, object, owner, rights, defaults) as (
        select 'schema', format('%I', o.nspname), o.nspowner, o.nspacl, acldefault('n', o.nspowner)
        from ours as o
        union all
        select
            case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'c' then 'type' else 'table' end,
            format('%I.%I', o.nspname, c.relname),
            c.relowner,
            c.relacl,
            acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)
        from ours as o
        inner join pg_class as c on c.relnamespace = o.oid and c.relkind in ('r', 'p', 'v', 'm', 'S', 'c')
        union all
        select
            case p.prokind when 'p' then 'procedure' else 'function' end,
            format('%I.%I(%s)', o.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
            p.proowner,
            p.proacl,
            acldefault('f', p.proowner)
        from ours as o
        inner join pg_proc as p on p.pronamespace = o.oid
    )
    select ('wrong', 'owner', format('%s %s', w.kind, w.object), format('it is %s''s', w.owner::regrole),
        'its owner can change or drop it, and functions of hardal''s may not reach it',
        s.statement || ', once you know what it is; else drop it', null)::hardal_private.finding
    from owned as w
    cross join lateral (select format('alter %s %s owner to hardal_owner', w.kind, w.object) as statement) as s
    where w.owner <> 'hardal_owner'::regrole
    union all
    select ('wrong', 'owner''s rights', format('%s %s', w.kind, w.object), format('its owner may not %s', string_agg(d.privilege_type, ', ' order by d.privilege_type)),
        'hardal''s functions work with their owner''s rights', s.statement, s.statement)::hardal_private.finding
    from owned as w
    cross join lateral aclexplode(w.defaults) as d
    cross join lateral (
        select format(
            'grant all on %s %s to hardal_owner',
            case w.kind when 'schema' then 'schema' when 'sequence' then 'sequence' when 'function' then 'routine' when 'procedure' then 'routine' else 'table' end,
            w.object
        ) as statement
    ) as s
    where
        w.owner = 'hardal_owner'::regrole
        and d.grantee = w.owner
        and w.kind <> 'type'
        and w.rights is not null
        and not exists (
            select
            from aclexplode(w.rights) as h
            where h.grantee = w.owner and h.privilege_type = d.privilege_type
        )
    group by w.kind, w.object, s.statement
$$;
ALTER FUNCTION hardal_private.check_owners() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_owners() IS 'For doctor: objects in hardal''s schemas that are not hardal_owner''s, or that it has no rights on';
CREATE FUNCTION hardal_private.check_partitions() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    AS $_$
    with partitions as materialized (
        select p.oid, p.relname, p.relnamespace::regnamespace || '.' || quote_ident(p.relname) as name, p.relkind, p.relpersistence,
            p.relrowsecurity, p.relispartition, pg_get_expr(p.relpartbound, p.oid) as bounds,
            case when p.relname ~ '^events_[0-9]{4}_(0[1-9]|1[0-2])$' then to_timestamp(substring(p.relname from 8), 'YYYY_MM') end as month
        from hardal_private.tenants as t
        inner join pg_class as p on p.relnamespace = to_regnamespace(t.name || '__store') and p.relkind in ('r', 'p', 'f')
        where p.relispartition or p.relname ~ '^events_[0-9]{4}_[0-9]{2}'
    )
    select ('wrong', 'partition bounds', p.name, format('it is attached %s', p.bounds),
        'retention drops months by their names, and events of that time may find no place',
        'make its month''s partition, move its events there, and drop it', null)::hardal_private.finding
    from partitions as p
    where
        p.relispartition
        and p.bounds is distinct from format('FOR VALUES FROM (%L) TO (%L)', p.month, p.month + interval '1 month')
    union all
    select ('wrong', 'detached partition', p.name, 'it is not attached',
        'its events are not read, and those of its month that come in are refused, or stored a second time',
        coalesce(
            format(
                'set role hardal_owner; alter table %s.events attach partition %s for values from (%L) to (%L)',
                split_part(p.name, '.', 1), p.name, p.month, p.month + interval '1 month'
            ),
            'drop it, once you know what it is'
        ) || '; or, where retention was dropping it, hardal-admin maintain', null)::hardal_private.finding
    from partitions as p
    where not p.relispartition
    union all
    select ('wrong', 'partition', p.name, o.problem, 'what is accepted into it may be refused, changed or lost', o.mend, null)::hardal_private.finding
    from partitions as p
    cross join lateral (
        select 'it is unlogged: a crash of the server empties it' as problem, format('alter table %s set logged', p.name) as mend
        where p.relpersistence <> 'p'
        union all
        select 'row security is on', format('alter table %s disable row level security', p.name)
        where p.relrowsecurity
        union all
        select format('it has a trigger of its own, %I', g.tgname), format('drop trigger %I on %s, once you know what it is', g.tgname, p.name)
        from pg_trigger as g
        where g.tgrelid = p.oid and not g.tgisinternal
        union all
        select format('it has a rule, %I', r.rulename), format('drop rule %I on %s, once you know what it is', r.rulename, p.name)
        from pg_rewrite as r
        where r.ev_class = p.oid
        union all
        select format('it has a constraint of its own, %I', c.conname), format('alter table %s drop constraint %I, once you know what it is', p.name, c.conname)
        from pg_constraint as c
        where
            c.conrelid = p.oid
            and c.contype = 'c'
            and c.coninhcount = 0
            and c.conname <> 'event_date is in the month of the partition'
    ) as o
    where p.relispartition
$_$;
ALTER FUNCTION hardal_private.check_partitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_partitions() IS 'For doctor: partitions whose bounds are not their month, that are detached, or that do more than hold events';
CREATE FUNCTION hardal_private.check_public() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select ('open', 'PUBLIC', format('database %I', d.datname), 'PUBLIC holds ' || string_agg(a.privilege_type, ', ' order by a.privilege_type),
        'a tenant''s reader may also do that, and every other login of the server may connect',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone', null)::hardal_private.finding
    from pg_database as d
    cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
    where d.datname = current_database() and a.grantee = 0
    group by d.datname
    union all
    select ('open', 'PUBLIC', format('schema %I', n.nspname), 'PUBLIC may create in it',
        'a tenant''s reader may fill the disk, and leave objects for others to trip over',
        format('revoke create on schema %I from public', n.nspname), null)::hardal_private.finding
    from pg_namespace as n
    cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
    where a.grantee = 0 and a.privilege_type = 'CREATE'
    union all
    select ('open', 'PUBLIC', 'large objects', 'PUBLIC may call ' || string_agg(distinct p.proname, ', '), 'a tenant''s reader may fill the disk with them',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone', null)::hardal_private.finding
    from hardal_private.large_object_functions() as p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    where a.grantee = 0
    having count(*) > 0
    union all
    select ('wrong', 'default privileges', 'hardal_owner', format('PUBLIC gets its rights on every new %s of hardal_owner''s', k.name),
        'the next migration''s functions would be everybody''s to call',
        s.statement, s.statement)::hardal_private.finding
    from (values ('f'::"char", 'function', 'execute on functions'), ('T', 'type', 'usage on types')) as k (kind, name, rights)
    cross join lateral (
        select format('alter default privileges for role hardal_owner revoke %s from public', k.rights) as statement
    ) as s
    where not exists (
        select
        from pg_default_acl as d
        where
            d.defaclrole = 'hardal_owner'::regrole
            and d.defaclnamespace = 0
            and d.defaclobjtype = k.kind
            and not exists (select from aclexplode(d.defaclacl) as a where a.grantee = 0)
    )
    union all
    select ('wrong', 'default privileges', 'hardal_owner', format('%s gets its rights on every new object of kind %s', g.name, d.defaclobjtype),
        'what the next migration makes would be theirs to use', s.statement, s.statement)::hardal_private.finding
    from pg_default_acl as d
    cross join lateral aclexplode(d.defaclacl) as a
    cross join lateral (
        select case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end as name
    ) as g
    cross join lateral (
        select format(
            'alter default privileges for role hardal_owner%s revoke %s on %s from %s',
            case when d.defaclnamespace <> 0 then format(' in schema %s', d.defaclnamespace::regnamespace) end,
            a.privilege_type,
            case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas' end,
            g.name
        ) as statement
    ) as s
    where
        d.defaclrole = 'hardal_owner'::regrole
        and a.grantee <> d.defaclrole
        and not (a.grantee = 0 and d.defaclnamespace = 0 and d.defaclobjtype in ('f', 'T')) -- told above
$$;
ALTER FUNCTION hardal_private.check_public() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_public() IS 'For doctor: what PUBLIC may do in this database, and would with new objects';
CREATE FUNCTION hardal_private.check_roles() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with ours as materialized (
        select * from hardal_private.own_roles()
    )
    select ('wrong', 'missing role', o.role, 'the role is gone', 'whoever logs in by it, or is in it, is refused',
        coalesce(
            (
                select format('hardal-admin url revoke %s %s', u.tenant, u.name)
                from hardal_private.urls as u
                where u.role = o.role
            ),
            case when o.tenant is null then 'hardal-admin migrate' else 'hardal-admin doctor --fix' end
        ),
        case when o.scope is not null then format('select hardal_private.create_tenant_schemas(%L)', o.tenant) end)::hardal_private.finding
    from ours as o
    where to_regrole(o.role) is null
    union all
    select ('wrong', 'role attributes', o.role, 'it is ' || concat_ws(
        ', ',
        case when r.rolsuper then 'a superuser' end,
        case when r.rolcreaterole then 'allowed to create roles' end,
        case when r.rolcreatedb then 'allowed to create databases' end,
        case when r.rolreplication then 'allowed to replicate' end,
        case when r.rolbypassrls then 'allowed to bypass row security' end,
        case when r.rolcanlogin and not o.login then 'allowed to log in' end,
        case when l.locked_out then 'not allowed to log in' end,
        case when l.limited then format('allowed %s connections', r.rolconnlimit) end,
        case when l.ends then format('ending %s', r.rolvaliduntil) end,
        case when l.inherits then 'inheriting the rights of all roles that it may switch to' end
    ), 'it is to hold just the power that its work needs',
        format('alter role %I nosuperuser noreplication nobypassrls nocreaterole nocreatedb%s', o.role, l.rest),
        -- what takes a superuser is a superuser's own work, if it is any
        case
            when not (r.rolsuper or r.rolreplication or r.rolbypassrls)
                then format('alter role %I nocreaterole nocreatedb%s', o.role, l.rest)
        end)::hardal_private.finding
    from ours as o
    inner join pg_roles as r on o.role = r.rolname
    cross join lateral (
        select
            -- those of PSQL URLs are check_urls'
            o.role = 'hardal_authenticator' and not r.rolcanlogin as locked_out,
            o.role = 'hardal_authenticator' and r.rolinherit as inherits,
            -- PostgREST's pool is 10 by default
            o.role = 'hardal_authenticator' and r.rolconnlimit between 0 and 9 as limited,
            o.role = 'hardal_authenticator' and r.rolvaliduntil < clock_timestamp() + interval '7 days' as ends,
            case
                when o.role = 'hardal_authenticator' then ' login noinherit connection limit -1 valid until ''infinity'''
                when not o.login then ' nologin'
            end as rest
    ) as l
    where
        r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
        or (r.rolcanlogin and not o.login) or l.locked_out or l.inherits or l.limited or l.ends
    union all
    select ('wrong', 'unknown login', r.rolname, 'it looks like a PSQL URL, and hardal knows none of that name',
        'nobody lists, rotates or revokes it', format('drop role %I', r.rolname), null)::hardal_private.finding
    from pg_roles as r
    inner join hardal_private.tenants as t on starts_with(r.rolname, t.name || '__u_')
    where not exists (select from hardal_private.urls as u where u.role = r.rolname)
$$;
ALTER FUNCTION hardal_private.check_roles() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_roles() IS 'For doctor: roles that are gone or unknown, or hold too much power or too little';
CREATE FUNCTION hardal_private.check_rollups(tenant text, deep boolean) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_wrong bigint;
    v_first date;
begin
    if to_regclass(format('%I.rollups', tenant || '__store')) is null then
        return;
    end if;
    execute format(
        'with counted as (
            select e.event_date as day, e.event_name, count(*) as events, count(distinct e.client_id) as clients
            from %1$I.events as e
            cross join %1$I.rollups as r
            where
                r.period = ''day'' and e.event_date >= r.rolled_from and e.event_date < r.rolled_until
                and ($1 or e.event_date >= r.rolled_until - 1)
                and ($1 or e.created_at >= (r.rolled_until - 1)::timestamp at time zone ''UTC'')
            group by e.event_date, e.event_name
        ),
        held as (
            select a.starts_on as day, a.event_name, a.events, a.clients
            from %1$I.activity as a
            cross join %1$I.rollups as r
            where a.period = ''day'' and a.event_name <> '''' and r.period = ''day'' and ($1 or a.starts_on = r.rolled_until - 1)
        ),
        differ as (
            select coalesce(c.day, h.day) as day
            from counted as c
            full join held as h on c.day = h.day and c.event_name = h.event_name
            where (c.events, c.clients) is distinct from (h.events, h.clients)
        )
        select count(distinct d.day), min(d.day)
        from differ as d
        where not exists (select from %1$I.rollup_marks as m where m.period = ''day'' and m.starts_on = d.day)',
        tenant || '__store'
    ) into v_wrong, v_first using deep;
    if v_wrong > 0 then
        return next (
            'wrong', 'rollup', format('tenant %s', tenant), format('%s days are not what the events say, %s the first', v_wrong, v_first),
            'daily_activity, active_clients and the catalogs tell wrong numbers: somebody has changed events by hand',
            format('hardal-admin maintain %s --rebuild', tenant), null
        )::hardal_private.finding;
    end if;
end
$_$;
ALTER FUNCTION hardal_private.check_rollups(tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_rollups(tenant text, deep boolean) IS 'For doctor: rolled up days that differ from a recount; the newest, or (deep) all';
CREATE FUNCTION hardal_private.check_settings() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select (
        case when v.harmful then 'wrong' else 'open' end,
        'settings',
        w.whose,
        format('sessions start with %s', c.setting),
        case
            when v.harmful then 'ingest refuses every event under it'
            else 'hardal is tested without it; it may be what you want'
        end,
        format('alter %s reset %I', w.whose, v.name),
        null
    )::hardal_private.finding
    from pg_db_role_setting as s
    left join pg_roles as r on s.setrole = r.oid
    left join hardal_private.own_roles() as o on r.rolname = o.role
    cross join unnest(s.setconfig) as c (setting)
    cross join lateral (
        select n.name, n.name in ('default_transaction_isolation', 'default_transaction_read_only', 'role') as harmful
        from (values (split_part(c.setting, '=', 1))) as n (name)
    ) as v
    cross join lateral (
        select concat_ws(
            ' ',
            case when s.setrole <> 0 then format('role %I', r.rolname) when s.setdatabase = 0 then 'role all' end,
            case when s.setrole <> 0 and s.setdatabase <> 0 then 'in' end,
            case when s.setdatabase <> 0 then format('database %I', current_database()) end
        ) as whose
    ) as w
    where
        s.setdatabase in (0, (select d.oid from pg_database as d where d.datname = current_database()))
        and case
            when s.setrole = 0 then v.harmful
            else
                (o.role = 'hardal_authenticator' and c.setting <> 'TimeZone=UTC')
                or (not o.login and o.tenant is null)
        end
$$;
ALTER FUNCTION hardal_private.check_settings() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_settings() IS 'For doctor: settings of hardal''s own roles and of this database that change what its sessions do';
CREATE FUNCTION hardal_private.check_stores(tenant text, deep boolean) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_now text := to_char(hardal_private.clock() at time zone 'UTC', '"events_"YYYY"_"MM');
    v_newest text;
    v_since timestamptz;
    v_orphans bigint;
    v_lost bigint;
begin
    -- months ahead are made before there is anything in them
    select max(c.relname::text) into v_newest
    from pg_inherits as i
    inner join pg_class as c on i.inhrelid = c.oid
    where
        i.inhparent = to_regclass(format('%I.events', tenant || '__store'))
        and c.relname ~ '^events_[0-9]{4}_(0[1-9]|1[0-2])$'
        and c.relname <= v_now;
    if v_newest is null or to_regclass(format('%I.event_ids', tenant || '__store')) is null then
        return;
    end if;
    -- what is behind the horizon is on its way out: its months first, then its ids
    v_since := case when deep then (hardal_private.tenant_limits(tenant)).oldest else to_date(v_newest, '"events_"YYYY"_"MM')::timestamp at time zone 'UTC' end;
    execute format(
        'select
            (
                select count(*)
                from %1$I.events as e
                where e.created_at >= $1 and not exists (select from %1$I.event_ids as l where l.id = e.id)
            ),
            (
                select count(*)
                from %1$I.event_ids as l
                where l.created_at >= $1 and not exists (
                    select from %1$I.events as e where e.created_at = l.created_at and e.id = l.id
                )
            )',
        tenant || '__store'
    ) into v_orphans, v_lost using v_since;
    if v_orphans > 0 then
        return next (
            'wrong', 'ledger', format('tenant %s', tenant), format('%s events are not in the ledger', v_orphans),
            'a retry of one of them would be stored a second time',
            'take those events out (copy), delete them, and send them in again', null
        )::hardal_private.finding;
    end if;
    if v_lost > 0 then
        return next (
            'wrong', 'ledger', format('tenant %s', tenant), format('%s ids of the ledger have no event', v_lost),
            'a retry of one of them would be called a duplicate, and lost',
            'restore the events, or delete those ids from the ledger, then send them again', null
        )::hardal_private.finding;
    end if;
end
$_$;
ALTER FUNCTION hardal_private.check_stores(tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_stores(tenant text, deep boolean) IS 'For doctor: a ledger and events that disagree; in the newest month that has come, or (deep) in all';
CREATE FUNCTION hardal_private.check_tenants() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    select ('wrong', 'version', format('tenant %s', t.name), 'its functions and views are of another version of hardal',
        'it misses what has been mended since', 'hardal-admin migrate', null)::hardal_private.finding
    from hardal_private.tenants as t
    where t.template_version <> hardal_private.template_version()
    union all
    select ('wrong', 'half-dropped tenant', format('tenant %s', t.name), format('its drop began %s and was stopped half-way', t.dropping_at),
        'part of what it held is gone, and what is left cannot be taken back', format('hardal-admin tenant drop %1$s --yes %1$s', t.name), null)::hardal_private.finding
    from hardal_private.tenants as t
    where t.dropping_at is not null
$_$;
ALTER FUNCTION hardal_private.check_tenants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_tenants() IS 'For doctor: tenants of another version, and half-dropped ones';
CREATE FUNCTION hardal_private.check_tokens() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select ('wrong', 'expired token', format('%s of %s', to_jsonb(t.name), t.tenant), format('it ended %s', t.expires_at),
        'a backend that still sends it is refused, and its events with it',
        format('hardal-admin token revoke %s %s, where a successor is in use; else token create', t.tenant, hardal_private.shell_quote(t.name)),
        null)::hardal_private.finding
    from hardal_private.tokens as t
    where t.revoked_at is null and t.expires_at <= hardal_private.clock()
$$;
ALTER FUNCTION hardal_private.check_tokens() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_tokens() IS 'For doctor: tokens that have expired and were not revoked';
CREATE FUNCTION hardal_private.check_urls() RETURNS SETOF hardal_private.finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select ('wrong', 'role settings', u.role::text, 'it starts with ' || coalesce(s.settings, 'no settings'),
        'the defaults that keep a slip of a reader''s from harming others are not those of its URL',
        'hardal-admin doctor --fix', format('select hardal_private.settle_url(%L)', u.role))::hardal_private.finding
    from hardal_private.urls as u
    inner join pg_roles as r on u.role = r.rolname
    cross join lateral (
        -- those for other databases change nothing here
        select
            string_agg(array_to_string(d.setconfig, ', '), ', here ' order by d.setdatabase) as settings,
            coalesce(bool_and(d.setdatabase = 0 and d.setconfig = hardal_private.url_settings(u)), false) as meant
        from pg_db_role_setting as d
        where d.setrole = r.oid and d.setdatabase in (0, (select b.oid from pg_database as b where b.datname = current_database()))
    ) as s
    where not s.meant
    union all
    select ('wrong', 'role limits', u.role::text,
        format('%s, connection limit %s, valid until %s', case when r.rolcanlogin then 'login' else 'no login' end, r.rolconnlimit, coalesce(r.rolvaliduntil::text, 'for ever')),
        'its login, limit and end are not those of its URL',
        'hardal-admin doctor --fix', format('select hardal_private.settle_url(%L)', u.role))::hardal_private.finding
    from hardal_private.urls as u
    inner join hardal_private.tenants as t on u.tenant = t.name
    inner join pg_roles as r on u.role = r.rolname
    where
        r.rolconnlimit <> u.connections
        or coalesce(r.rolvaliduntil, 'infinity') <> coalesce(u.expires_at, 'infinity')
        or r.rolcanlogin <> (u.revoked_at is null and t.suspended_at is null)
    union all
    select ('wrong', 'expired PSQL URL', u.role::text, format('it ended %s', u.expires_at),
        'its login is of no use to anybody, but still there', format('hardal-admin url revoke %s %s', u.tenant, u.name), null)::hardal_private.finding
    from hardal_private.urls as u
    where u.expires_at <= hardal_private.clock()
    union all
    select ('wrong', 'half-revoked PSQL URL', u.role::text, 'its revocation was stopped half-way',
        'it cannot log in, but its role is still there', format('hardal-admin url revoke %s %s', u.tenant, u.name), null)::hardal_private.finding
    from hardal_private.urls as u
    where u.revoked_at is not null
$$;
ALTER FUNCTION hardal_private.check_urls() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_urls() IS 'For doctor: PSQL URLs that have drifted or ended';
CREATE FUNCTION hardal_private.check_views(tenant text) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    if to_regclass(format('%I.event_views', tenant || '__store')) is null then
        return;
    end if;
    return query execute format(
        'select
            ''wrong'', ''typed view'', format(''%%I.%%I'', $1, v.view_name),
            case when c.oid is null then ''it is not there'' else ''it is not hardal''''s view'' end,
            format(''event_catalog names it as the view of %%s'', v.event_name),
            case when c.oid is null then '''' else ''rename what is there, then '' end || format(''hardal-admin maintain %%s'', $1),
            null::text
        from %I.event_views as v
        left join pg_class as c on c.oid = to_regclass(format(''%%I.%%I'', $1, v.view_name))
        where (c.relkind = ''v'' and c.relowner = ''hardal_owner''::regrole) is not true
        order by v.view_name',
        tenant || '__store'
    ) using tenant;
end
$_$;
ALTER FUNCTION hardal_private.check_views(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.check_views(tenant text) IS 'For doctor: typed views that somebody has dropped or replaced';
CREATE FUNCTION hardal_private.clock() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN now();
ALTER FUNCTION hardal_private.clock() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.clock() IS 'Start of the current transaction; the one place that tests set the time in';
CREATE FUNCTION hardal_private.close_receipt(receipt bigint, covers_until timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform set_config('role', 'hardal_owner', true);
    update hardal_private.receipts as r
    set finished_at = clock_timestamp(), covers_until = close_receipt.covers_until
    where r.receipt = close_receipt.receipt;
    perform hardal_private.audit(
        'person.erase',
        r.tenant,
        format('receipt %s', r.receipt),
        jsonb_build_object('chosen_by', r.chosen_by, 'events', r.events, 'rejected_events', r.rejected_events)
    )
    from hardal_private.receipts as r
    where r.receipt = close_receipt.receipt;
end
$$;
ALTER FUNCTION hardal_private.close_receipt(receipt bigint, covers_until timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.close_receipt(receipt bigint, covers_until timestamp with time zone) IS 'Ends the receipt of an erasure that covers what was received before this time, and writes it into the audit log';
CREATE FUNCTION hardal_private.close_url(tenant text, name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
begin
    update hardal_private.urls as u
    set revoked_at = coalesce(u.revoked_at, hardal_private.clock())
    where u.role = v_url.role;
    if to_regrole(v_url.role::text) is not null then
        perform hardal_private.settle_url(v_url.role);
    end if;
    perform hardal_private.audit('url.revoke', tenant, name);
end
$$;
ALTER FUNCTION hardal_private.close_url(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.close_url(tenant text, name text) IS 'Keeps a PSQL URL from logging in, on the way to drop_url; HD404 where there is none';
CREATE FUNCTION hardal_private.concerns(event_client_id text, event_request_id text, event_properties jsonb, client_id text, request_id text, properties jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((client_id IS NULL) OR (event_client_id = client_id)) AND ((request_id IS NULL) OR (event_request_id = request_id)) AND ((properties IS NULL) OR (event_properties @> properties)));
ALTER FUNCTION hardal_private.concerns(event_client_id text, event_request_id text, event_properties jsonb, client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.concerns(event_client_id text, event_request_id text, event_properties jsonb, client_id text, request_id text, properties jsonb) IS 'Whether an event''s client_id, request id and properties are those that are looked for; null is not looked for';
CREATE FUNCTION hardal_private.count_person(tenant text, client_id text, request_id text, properties jsonb, OUT events bigint, OUT rejected_events bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_id, request_id, properties);
    execute format(
        'select (select count(*) from %1$I.person_events($1, $2, $3)), (select count(*) from %1$I.person_rejected($1, $2, $3))',
        tenant || '__store'
    ) into events, rejected_events using client_id, request_id, properties;
end
$_$;
ALTER FUNCTION hardal_private.count_person(tenant text, client_id text, request_id text, properties jsonb, OUT events bigint, OUT rejected_events bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.count_person(tenant text, client_id text, request_id text, properties jsonb, OUT events bigint, OUT rejected_events bigint) IS 'How many events and refused events a tenant holds on a person; HD404, HD400 where there is no such tenant, or nobody is meant';
CREATE FUNCTION hardal_private.create_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_taken name;
begin
    if tenant !~ '^[a-z][a-z0-9_]{0,38}[a-z0-9]$' or tenant ~ '__' then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a tenant', to_jsonb(left(tenant, 80))),
            hint = 'take 2 to 40 of a-z, 0-9 and _, a letter first, no _ at the end, no two _ together';
    end if;
    if tenant <> quote_ident(tenant) or tenant ~ '^(pg_|hardal)' or tenant in ('template', 'public') then
        raise sqlstate 'HD400' using
            message = format('the name %s is taken by PostgreSQL or hardal itself', tenant),
            hint = 'take another, such as my_' || tenant;
    end if;
    if exists (select from hardal_private.tenants as t where t.name = tenant) then
        raise sqlstate 'HD409' using
            message = format('the tenant %s exists already', tenant),
            hint = 'see hardal-admin tenant list';
    end if;
    if to_regnamespace(tenant) is not null or to_regnamespace(tenant || '__store') is not null then
        raise sqlstate 'HD409' using
            message = format('this database has a schema %s or %s__store already', tenant, tenant),
            hint = 'take another name; hardal never takes over a schema that it did not make';
    end if;
    select r.rolname into v_taken
    from pg_roles as r
    where r.rolname ~ format('^%s__(read|aggregate|write|u_.*)$', tenant)
    order by r.rolname
    limit 1;
    if v_taken is not null then
        raise sqlstate 'HD409' using
            message = format('this server has a role %s already', v_taken),
            hint = 'roles belong to the whole server: another of its databases may have a tenant of this name; take another name';
    end if;
    -- two at once would both change the database's own row (grant connect); readers of the registry do not wait
    lock table hardal_private.tenants in share row exclusive mode;
    insert into hardal_private.tenants (name) values (tenant);
    perform hardal_private.create_tenant_schemas(tenant);
    perform hardal_private.apply_template(tenant);
    perform hardal_private.audit('tenant.create', tenant);
end
$_$;
ALTER FUNCTION hardal_private.create_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_tenant(tenant text) IS 'Makes a tenant; HD400 where the name will not do, HD409 where it is taken by a tenant, a schema or a role';
CREATE FUNCTION hardal_private.create_tenant_schemas(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_scope text;
    v_group text;
begin
    foreach v_scope in array hardal_private.scopes() loop
        v_group := tenant || '__' || v_scope;
        if to_regrole(v_group) is null then
            execute format('create role %I nologin', v_group);
            execute format(
                'comment on role %I is %L', v_group, format('hardal: scope %s of the tenant %s', v_scope, tenant)
            );
        end if;
        if not has_database_privilege(v_group, current_database(), 'connect') then
            execute format('grant connect on database %I to %I', current_database(), v_group);
        end if;
    end loop;
    if not pg_has_role(tenant || '__write', 'hardal_ingest', 'usage') then
        execute format('grant hardal_ingest to %I', tenant || '__write');
    end if;
    execute format('create schema if not exists %I authorization hardal_owner', tenant);
    execute format('create schema if not exists %I authorization hardal_owner', tenant || '__store');
end
$$;
ALTER FUNCTION hardal_private.create_tenant_schemas(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_tenant_schemas(tenant text) IS 'Makes a tenant''s two schemas and its group roles, where they are missing';
CREATE FUNCTION hardal_private.create_url(tenant text, name text, scope text, verifier text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, connections bigint DEFAULT 5, statement_timeout bigint DEFAULT 60000) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
declare
    v_role text := tenant || '__u_' || name;
    v_broken text;
begin
    perform hardal_private.require_tenant(tenant);
    if name !~ '^[a-z][a-z0-9_]*$' or octet_length(v_role) > 63 then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a PSQL URL of %s', to_jsonb(left(name, 80)), tenant),
            hint = format(
                'take 1 to %s of a-z, 0-9 and _, a letter first', 63 - octet_length(tenant || '__u_')
            );
    end if;
    perform hardal_private.require_verifier(verifier);
    perform hardal_private.require_future(expires_at);
    if to_regrole(v_role) is not null then
        raise sqlstate 'HD409' using
            message = format('the role %s exists already', v_role),
            hint = 'take another name: a PSQL URL is one person''s or one tool''s';
    end if;
    begin
        insert into hardal_private.urls (role, tenant, name, scope, expires_at, connections, statement_timeout)
        values (
            v_role,
            create_url.tenant,
            create_url.name,
            create_url.scope,
            create_url.expires_at,
            create_url.connections,
            create_url.statement_timeout
        );
    exception when check_violation then
        get stacked diagnostics v_broken = constraint_name;
        raise sqlstate 'HD400' using message = v_broken;
    end;
    execute format('create role %I password %L', v_role, verifier);
    execute format('comment on role %I is %L', v_role, format('hardal: PSQL URL of the tenant %s', tenant));
    execute format('grant %I to %I', tenant || '__' || scope, v_role);
    perform hardal_private.settle_url(v_role);
    perform hardal_private.audit(
        'url.create', tenant, name, jsonb_build_object('scope', scope, 'expires_at', expires_at)
    );
    return v_role;
end
$_$;
ALTER FUNCTION hardal_private.create_url(tenant text, name text, scope text, verifier text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_url(tenant text, name text, scope text, verifier text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) IS 'Makes the login role of a PSQL URL and returns its name; HD404 where there is no such tenant, HD409 where the role exists, HD400 where a value will not do';
CREATE FUNCTION hardal_private.current_tenant() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_tenant hardal_private.tenants;
begin
    if session_user = 'hardal_authenticator' then
        select t.* into v_tenant
        from hardal_private.tenants as t
        where t.name = nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'tenant';
    else
        select t.* into v_tenant
        from hardal_private.urls as u
        inner join hardal_private.tenants as t on u.tenant = t.name
        where u.role = session_user;
    end if;
    if v_tenant.name is null then
        raise sqlstate 'PT403' using
            message = 'this login speaks for no tenant',
            hint = 'use a token or a PSQL URL that hardal-admin made for a tenant';
    end if;
    if v_tenant.suspended_at is not null then
        raise sqlstate 'PT403' using
            message = format('the tenant %s is suspended', v_tenant.name),
            hint = 'ask whoever runs this server; its data is kept';
    end if;
    return v_tenant.name;
end
$$;
ALTER FUNCTION hardal_private.current_tenant() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.current_tenant() IS 'The tenant that the caller speaks for: the token''s over HTTP, the login''s own otherwise; PT403 where there is none or it is suspended';
CREATE FUNCTION hardal_private.dedicate_database() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_name text;
    v_function regprocedure;
begin
    begin
        for v_name in
            select 'hardal_authenticator'
            union all
            select t.name || '__' || s.scope
            from hardal_private.tenants as t
            cross join unnest(hardal_private.scopes()) as s (scope)
        loop
            execute format('grant connect on database %I to %I', current_database(), v_name);
        end loop;
        execute format('revoke connect, temporary on database %I from public', current_database());
        for v_function in
            select p.oid::regprocedure
            from hardal_private.large_object_functions() as p
        loop
            execute format('revoke execute on function %s from public', v_function);
        end loop;
    exception when insufficient_privilege then
        null; -- as where it only warned: looked at below
    end;
    if exists (
        select
        from pg_database as d
        cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
        where d.datname = current_database() and a.grantee = 0
    ) or exists (
        select
        from hardal_private.large_object_functions() as p
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        where a.grantee = 0
    ) then
        raise sqlstate 'HD403' using
            message = format('%s may not close this database to PUBLIC', current_user),
            hint = 'run migrate --dedicated as the database''s owner with superuser rights, or without --dedicated';
    end if;
end
$$;
ALTER FUNCTION hardal_private.dedicate_database() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.dedicate_database() IS 'Closes this database to PUBLIC (CONNECT, TEMP, large objects); HD403 where the login may not';
CREATE FUNCTION hardal_private.definitions() RETURNS TABLE(schema name, kind text, object text, definition text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with ours as materialized (
        select * from hardal_private.own_schemas()
    ),
    relations as materialized (
        select c.*, o.nspname
        from ours as o
        inner join pg_class as c on c.relnamespace = o.oid
        where not c.relispartition and c.relname !~ '^events_[0-9]{4}_[0-9]{2}'
    )
    select o.nspname, 'function', format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), pg_get_functiondef(p.oid)
    from ours as o
    inner join pg_proc as p on p.pronamespace = o.oid and p.prokind in ('f', 'p')
    union all
    select c.nspname, 'view', c.relname, concat(c.reloptions, ' ', pg_get_viewdef(c.oid))
    from relations as c
    where c.relkind in ('v', 'm')
    union all
    select
        c.nspname,
        case c.relkind when 'c' then 'type' else 'table' end,
        c.relname,
        concat_ws(
            ' ',
            c.relpersistence,
            c.relrowsecurity,
            c.relforcerowsecurity,
            pg_get_partkeydef(c.oid),
            (
                select string_agg(
                    concat_ws(
                        ' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated, a.attidentity,
                        pg_get_expr(d.adbin, d.adrelid)
                    ),
                    ', '
                    order by a.attnum
                )
                from pg_attribute as a
                left join pg_attrdef as d on a.attrelid = d.adrelid and a.attnum = d.adnum
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            )
        )
    from relations as c
    where c.relkind in ('r', 'p', 'c')
    union all
    select c.nspname, 'constraint', format('%I on %I', n.conname, c.relname), concat_ws(' ', pg_get_constraintdef(n.oid), n.convalidated)
    from relations as c
    inner join pg_constraint as n on n.conrelid = c.oid
    union all
    select c.nspname, 'index', c.relname, concat_ws(' ', pg_get_indexdef(c.oid), i.indisvalid)
    from relations as c
    inner join pg_index as i on i.indexrelid = c.oid
    union all
    select c.nspname, 'trigger', format('%I on %I', g.tgname, c.relname), concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
    from relations as c
    inner join pg_trigger as g on g.tgrelid = c.oid and not g.tgisinternal
    union all
    select c.nspname, 'rule', format('%I on %I', r.rulename, c.relname), concat_ws(' ', pg_get_ruledef(r.oid), r.ev_enabled)
    from relations as c
    inner join pg_rewrite as r on r.ev_class = c.oid and r.rulename <> '_RETURN'
    union all
    select c.nspname, 'policy', format('%I on %I', y.polname, c.relname), concat_ws(' ', y.polcmd, pg_get_expr(y.polqual, c.oid), pg_get_expr(y.polwithcheck, c.oid))
    from relations as c
    inner join pg_policy as y on y.polrelid = c.oid
$$;
ALTER FUNCTION hardal_private.definitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.definitions() IS 'Every function, view, table, type, constraint, index, trigger, rule and policy in hardal''s schemas, with its definition';
CREATE FUNCTION hardal_private.derived_id(tenant text, key text, index integer) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (encode(set_byte(set_byte((substr(sha256(convert_to(((tenant || '
'::text) || key), 'UTF8'::name)), 1, 12) || int4send(index)), 6, ((get_byte(sha256(convert_to(((tenant || '
'::text) || key), 'UTF8'::name)), 6) & 15) | 128)), 8, ((get_byte(sha256(convert_to(((tenant || '
'::text) || key), 'UTF8'::name)), 8) & 63) | 128)), 'hex'::text))::uuid;
ALTER FUNCTION hardal_private.derived_id(tenant text, key text, index integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.derived_id(tenant text, key text, index integer) IS 'The id that an event without one gets under an Idempotency-Key: the same for the same tenant, key and index';
CREATE FUNCTION hardal_private.describe_tenant(tenant text, OUT name text, OUT created_at timestamp with time zone, OUT suspended_at timestamp with time zone, OUT events bigint, OUT bytes bigint, OUT oldest_month text, OUT newest_month text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint, OUT tokens bigint, OUT urls bigint, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
declare
    v_ledger regclass := to_regclass(format('%I.event_ids', tenant || '__store'));
begin
    perform hardal_private.require_tenant(tenant);
    select t.name, t.created_at, t.suspended_at into name, created_at, suspended_at
    from hardal_private.tenants as t
    where t.name = describe_tenant.tenant;
    select
        sum(pg_total_relation_size(c.oid))::bigint,
        min(substring(c.relname from '^events_(.*)$')) filter (where c.relispartition),
        max(substring(c.relname from '^events_(.*)$')) filter (where c.relispartition)
    into bytes, oldest_month, newest_month
    from pg_class as c
    where c.relnamespace = to_regnamespace(tenant || '__store') and c.relkind = 'r';
    if v_ledger is not null then -- a drop that was stopped may have left less
        select nullif(c.reltuples, -1)::bigint into events
        from pg_class as c
        where c.oid = v_ledger;
        if coalesce(events, 0) < 1000000 then
            -- tombstones have no digest
            execute format('select count(l.digest) from %s as l', v_ledger) into events;
        end if;
        execute format(
            'select coalesce(sum(c.kept), 0), coalesce(sum(c.bytes), 0), coalesce(sum(c.dropped), 0) from %I.quarantine_changes as c',
            tenant || '__store'
        ) into rejected_events, rejected_bytes, rejected_not_kept;
    end if;
    tokens := (
        select count(*)
        from hardal_private.tokens as t
        where t.tenant = describe_tenant.tenant and hardal_private.token_state(t) in ('live', 'ending')
    );
    urls := (select count(*) from hardal_private.urls as u where u.tenant = describe_tenant.tenant);
    select
        l.max_event_bytes,
        l.quarantine_rows,
        l.quarantine_bytes,
        l.quarantine_days,
        l.retention_months
    into max_event_bytes, quarantine_rows, quarantine_bytes, quarantine_days, retention_months
    from hardal_private.tenant_limits(tenant) as l;
end
$_$;
ALTER FUNCTION hardal_private.describe_tenant(tenant text, OUT name text, OUT created_at timestamp with time zone, OUT suspended_at timestamp with time zone, OUT events bigint, OUT bytes bigint, OUT oldest_month text, OUT newest_month text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint, OUT tokens bigint, OUT urls bigint, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.describe_tenant(tenant text, OUT name text, OUT created_at timestamp with time zone, OUT suspended_at timestamp with time zone, OUT events bigint, OUT bytes bigint, OUT oldest_month text, OUT newest_month text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint, OUT tokens bigint, OUT urls bigint, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer) IS 'A tenant''s times, sizes (bytes), counts and limits; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.detach_expired(only_tenant text) RETURNS TABLE(tenant text, partition name)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_tenant text;
begin
    for v_tenant in
        select t.name
        from hardal_private.tenants as t
        where (detach_expired.only_tenant is null or t.name = detach_expired.only_tenant) and t.retention_months is not null
        order by t.name
    loop
        perform hardal_private.maintain_step(v_tenant, 'move_horizon', false);
        for partition in
            execute format(
                'select p.partition from hardal_private.tenants as t cross join %I.expired_partitions(t.horizon) as p '
                'where t.name = $1 and p.state = ''attached''', v_tenant || '__store'
            ) using v_tenant
        loop
            tenant := v_tenant;
            update hardal_private.maintenance as m
            set trim_block = 0
            where m.tenant = v_tenant;
            return next;
        end loop;
    end loop;
end
$_$;
ALTER FUNCTION hardal_private.detach_expired(only_tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.detach_expired(only_tenant text) IS 'Moves the tenants'' horizons and returns the partitions that are now to be detached; commit before doing so';
CREATE FUNCTION hardal_private.disclose(tenant text, client_id text, request_id text, properties jsonb) RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_id, request_id, properties);
    perform hardal_private.audit('person.disclose', tenant);
    return query execute format(
        'select (jsonb_build_object(''kind'', ''event'') || to_jsonb(e))::text from %1$I.person_events($1, $2, $3) as e
        union all
        select (
            jsonb_build_object(''kind'', ''rejected_event'') || to_jsonb(r)
            || jsonb_build_object(''raw'', encode(r.raw, ''escape''))
        )::text
        from %1$I.person_rejected($1, $2, $3) as r',
        tenant || '__store'
    ) using client_id, request_id, properties;
end
$_$;
ALTER FUNCTION hardal_private.disclose(tenant text, client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.disclose(tenant text, client_id text, request_id text, properties jsonb) IS 'All events and refused events that a tenant holds on a person, each as JSON; bytes beyond ASCII in raw are written as escapes';
CREATE FUNCTION hardal_private.doctor(only_tenant text DEFAULT NULL::text, deep boolean DEFAULT false) RETURNS SETOF hardal_private.finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_check text;
begin
    foreach v_check in array case
        when only_tenant is null then array[
            'check_definitions()', 'check_roles()', 'check_memberships()', 'check_settings()', 'check_database()',
            'check_grants()', 'check_owners()', 'check_public()', 'check_urls()', 'check_tokens()', 'check_tenants()',
            'check_maintenance()', 'check_partitions()'
        ]
        else array[
            format('check_views(%L)', only_tenant),
            format('check_stores(%L, %L)', only_tenant, deep),
            format('check_rollups(%L, %L)', only_tenant, deep)
        ]
    end loop
        begin
            -- of the list above: @plpgsql_check_options: security_warnings = off
            return query execute 'select * from hardal_private.' || v_check;
        exception when others then
            return next (
                'wrong', 'check', v_check, format('it fails: %s', sqlerrm), 'what it looks at is unknown',
                'mend what else is found, then hardal-admin migrate, then hardal-admin doctor again', null
            )::hardal_private.finding;
        end;
    end loop;
end
$$;
ALTER FUNCTION hardal_private.doctor(only_tenant text, deep boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.doctor(only_tenant text, deep boolean) IS 'What is wrong in the database, or with one tenant''s data, why it matters and what mends it; a fix is the SQL that mends it safely';
CREATE FUNCTION hardal_private.drop_partition(tenant text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $$
declare
    -- all that it changes is in dynamic SQL: @plpgsql_check_options: performance_warnings = off
    v_partition name := (
        select c.relname
        from pg_inherits as i
        inner join pg_class as c on i.inhrelid = c.oid
        where i.inhparent = to_regclass(format('%I.events', tenant || '__store'))
        order by c.relname
        limit 1
    );
begin
    if v_partition is not null then
        execute format('drop table %I.%I', tenant || '__store', v_partition);
    end if;
    return v_partition is not null;
end
$$;
ALTER FUNCTION hardal_private.drop_partition(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_partition(tenant text) IS 'Drops the oldest partition of a tenant''s events; false where it has none';
CREATE FUNCTION hardal_private.drop_stale_functions(schema text, names text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_function regprocedure;
    v_twice name;
begin
    for v_function in
        select p.oid::regprocedure
        from pg_proc as p
        where p.pronamespace = drop_stale_functions.schema::regnamespace and p.proname <> all (drop_stale_functions.names)
    loop
        execute format('drop function %s', v_function);
    end loop;
    select p.proname into v_twice
    from pg_proc as p
    where p.pronamespace = drop_stale_functions.schema::regnamespace
    group by p.proname
    having count(*) > 1
    limit 1;
    if v_twice is not null then
        raise sqlstate 'HD409' using
            message = format('the function %s.%s is here twice, with different arguments', schema, v_twice),
            hint = 'a migration has to drop the old one';
    end if;
end
$$;
ALTER FUNCTION hardal_private.drop_stale_functions(schema text, names text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_stale_functions(schema text, names text[]) IS 'Drops a schema''s functions that have none of these names; HD409 where one of them is there twice';
CREATE FUNCTION hardal_private.drop_tenant(tenant text, held jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $$
declare
    v_scope text;
    v_group text;
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.drop_url(u.tenant, u.name)
    from hardal_private.urls as u
    where u.tenant = drop_tenant.tenant;
    execute format('drop schema if exists %I cascade', tenant);
    execute format('drop schema if exists %I cascade', tenant || '__store');
    foreach v_scope in array hardal_private.scopes() loop
        v_group := tenant || '__' || v_scope;
        if to_regrole(v_group) is not null then
            -- whatever somebody has granted it, default privileges included
            perform hardal_private.join_role(v_group::name);
            execute format('drop owned by %I', v_group);
            execute format('revoke all on database %I from %I', current_database(), v_group);
            execute format('drop role %I', v_group);
        end if;
    end loop;
    delete from hardal_private.tenants as t
    where t.name = drop_tenant.tenant;
    perform hardal_private.audit('tenant.drop', tenant, null, held);
end
$$;
ALTER FUNCTION hardal_private.drop_tenant(tenant text, held jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_tenant(tenant text, held jsonb) IS 'Drops a tenant with all that is its own; what it held is for the audit log; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.drop_url(tenant text, name text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
    v_ended int := 0;
begin
    if to_regrole(v_url.role::text) is not null then
        v_ended := hardal_private.end_sessions(v_url.role);
        execute format('drop owned by %I', v_url.role);
        execute format('drop role %I', v_url.role);
    end if;
    delete from hardal_private.urls as u
    where u.role = v_url.role;
    return v_ended;
end
$$;
ALTER FUNCTION hardal_private.drop_url(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.drop_url(tenant text, name text) IS 'Ends the sessions of a PSQL URL that close_url has closed, and drops its role; returns how many sessions ended';
CREATE FUNCTION hardal_private.end_sessions(role name) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform hardal_private.join_role(role);
    return (
        select (count(*) filter (where pg_terminate_backend(a.pid, 5000)))::int
        from pg_stat_activity as a
        where a.usename = end_sessions.role
    );
end
$$;
ALTER FUNCTION hardal_private.end_sessions(role name) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.end_sessions(role name) IS 'Ends all sessions of a PSQL URL''s role, waiting for each up to 5 s; returns how many ended';
CREATE FUNCTION hardal_private.end_tenant_sessions(tenant text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    return (
        select coalesce(sum(hardal_private.end_sessions(u.role)), 0)::int
        from hardal_private.urls as u
        where u.tenant = end_tenant_sessions.tenant and to_regrole(u.role::text) is not null
    );
end
$$;
ALTER FUNCTION hardal_private.end_tenant_sessions(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.end_tenant_sessions(tenant text) IS 'Ends the sessions of all PSQL URLs of a tenant; returns how many ended';
CREATE PROCEDURE hardal_private.erase(IN tenant text, IN client_id text DEFAULT NULL::text, IN request_id text DEFAULT NULL::text, IN properties jsonb DEFAULT NULL::jsonb, INOUT receipt bigint DEFAULT NULL::bigint)
    LANGUAGE plpgsql
    AS $$
declare
    v_partitions name[];
    v_partition name;
    v_gone bigint;
    v_until timestamptz;
    v_running text[];
    v_who text;
    v_told text;
    v_after jsonb := '{}'::jsonb;
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    receipt := hardal_private.open_receipt(tenant, client_id, request_id, properties);
    commit;
    for v_round in 1..2 loop
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        if v_round = 2 then
            v_until := clock_timestamp();
            commit;
            -- whoever began before that is to be seen now, however slowly he began
            perform pg_catalog.pg_sleep(0.2);
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            v_running := array(select w.transaction from hardal_private.running_writers() as w);
            loop
                select string_agg(w.who, ', ' order by w.who) into v_who
                from hardal_private.still_running(v_running) as w;
                exit when v_who is null;
                if v_who is distinct from v_told then
                    raise notice 'waiting for transactions that began before: %', v_who;
                    v_told := v_who;
                end if;
                commit;
                perform pg_catalog.pg_sleep(0.1);
                perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            end loop;
        end if;
        -- the quarantine, null, comes first: what a replay brings from there meanwhile is in the partitions then
        v_partitions := array[null::pg_catalog.name];
        while v_partitions <> '{}' loop
            v_partition := v_partitions[1];
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            v_gone := hardal_private.erase_part(receipt, tenant, v_partition, client_id, request_id, properties);
            commit;
            if v_gone > 0 then
                raise notice 'erased % from %', v_gone, coalesce(v_partition, 'the quarantine');
            end if;
            v_partitions := case when v_partition is null then hardal_private.all_partitions(tenant) else v_partitions[2:] end;
            commit;
        end loop;
    end loop;
    -- what was derived from the person's events, names and examples of properties included, is counted anew without them
    while v_after is not null loop
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        v_after := hardal_private.recount_marked(tenant, v_after);
    end loop;
    perform hardal_private.close_receipt(receipt, v_until);
end
$$;
ALTER PROCEDURE hardal_private.erase(IN tenant text, IN client_id text, IN request_id text, IN properties jsonb, INOUT receipt bigint) OWNER TO hardal_owner;
COMMENT ON PROCEDURE hardal_private.erase(IN tenant text, IN client_id text, IN request_id text, IN properties jsonb, INOUT receipt bigint) IS 'Erases a person, by client_id, request id, properties or several of these, from a tenant; receipt: the number of the receipt';
CREATE FUNCTION hardal_private.erase_part(receipt bigint, tenant text, partition name, client_id text, request_id text, properties jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_gone bigint;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.hold_tenant(tenant, true);
    if partition is null then
        execute format('select %I.erase_rejected($1, $2, $3)', tenant || '__store')
        into v_gone using client_id, request_id, properties;
    else
        execute format('select %I.erase_partition($1, $2, $3, $4)', tenant || '__store')
        into v_gone using partition, client_id, request_id, properties;
    end if;
    update hardal_private.receipts as r
    set
        events = r.events + case when partition is null then 0 else v_gone end,
        rejected_events = r.rejected_events + case when partition is null then v_gone else 0 end
    where r.receipt = erase_part.receipt;
    return v_gone;
end
$_$;
ALTER FUNCTION hardal_private.erase_part(receipt bigint, tenant text, partition name, client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.erase_part(receipt bigint, tenant text, partition name, client_id text, request_id text, properties jsonb) IS 'Erases a person from one partition of a tenant, or from its quarantine (null), and counts it in the receipt';
CREATE FUNCTION hardal_private.name_digest(event jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN hashtextextended(COALESCE((event ->> 'client_id'::text), ''::text), hashtextextended(COALESCE((event ->> 'hardal_server_request_id'::text), ''::text), hashtextextended((event ->> 'event_name'::text), (0)::bigint)));
ALTER FUNCTION hardal_private.name_digest(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.name_digest(event jsonb) IS '64-bit hash of an event''s name, request and client';
CREATE FUNCTION hardal_private.event_digest(event jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (jsonb_typeof((event -> 'properties'::text)) = 'object'::text) THEN CASE WHEN (((event -> 'properties'::text))::text ~ '\.[0-9]*0(?![0-9])'::text) THEN hashtextextended(regexp_replace(((event -> 'properties'::text))::text, '("(?:[^"\\]|\\.)*")|(\.[0-9]*[1-9])0+(?![0-9])|\.0+(?![0-9])'::text, '\1\2'::text, 'g'::text), hardal_private.name_digest(event)) ELSE hashtextextended(((event -> 'properties'::text))::text, hardal_private.name_digest(event)) END ELSE hashtextextended('{}'::text, hardal_private.name_digest(event)) END;
ALTER FUNCTION hardal_private.event_digest(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_digest(event jsonb) IS '64-bit hash of an event''s content, without its id and time; kept in the ledger';
CREATE FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    with field as (
        -- each field that is there, null counting as absent
        select
            f.field,
            f.place,
            f.longest,
            nullif(event_errors.event -> f.field, 'null') as value
        from (
            values
            ('event_name', 1, 200),
            ('id', 2, null),
            ('hardal_server_request_id', 3, 256),
            ('client_id', 4, 256),
            ('properties', 5, null),
            ('created_at', 6, null)
        ) as f (field, place, longest)
        where jsonb_typeof(event_errors.event) = 'object'
    ),
    fault as (
        select 0 as place, null as field, 'not_an_object' as code, 'an event is a JSON object' as message
        where jsonb_typeof(event_errors.event) <> 'object'
        union all
        select f.place, f.field, 'required', 'event_name is required'
        from field as f
        where f.field = 'event_name' and f.value is null
        union all
        -- properties have a limit of their own; a clean event has less than 8 KiB beside them
        select 0, null, 'too_large', format('what is beside properties has at most %s bytes', b.max_bytes)
        from (select greatest(event_errors.max_bytes, 8192) as max_bytes) as b
        where hardal_private.is_larger(
            case
                when jsonb_typeof(event_errors.event) = 'object' then event_errors.event - 'properties'
                else event_errors.event
            end,
            b.max_bytes
        )
        union all
        select
            f.place,
            f.field,
            t.code,
            case t.code
                when 'wrong_type' then format('%s is a string, not a JSON %s', f.field, jsonb_typeof(f.value))
                when 'empty' then format('%s is empty: give it a value%s', f.field, case when f.field <> 'event_name' then ', or leave it out' end)
                else format('%s has at most %s characters', f.field, f.longest)
            end
        from field as f
        cross join lateral unnest(hardal_private.text_faults(f.value, f.longest)) as t (code)
        where f.longest is not null
        union all
        -- classes spelled out, so that no locale changes them: Unicode's Cc, then Unicode's White_Space
        select f.place, f.field, n.code, n.message
        from field as f
        cross join lateral (
            select
                'control_character' as code,
                'event_name holds a control character (a line break or a tab, perhaps)' as message
            where f.value #>> '{}' ~ '[\u0001-\u001f\u007f-\u009f]'
            union all
            select 'empty', 'event_name is only white space'
            where f.value #>> '{}' ~ '^[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$'
        ) as n
        where f.field = 'event_name' and jsonb_typeof(f.value) = 'string'
        union all
        select
            f.place,
            f.field,
            case jsonb_typeof(f.value) when 'string' then 'invalid_uuid' else 'wrong_type' end,
            'id is a UUID as a string, such as 0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b; leave it out to get one'
        from field as f
        where
            f.field = 'id'
            and (
                jsonb_typeof(f.value) <> 'string'
                or f.value #>> '{}' !~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$'
            )
        union all
        select
            f.place, f.field, 'wrong_type', format('properties is a JSON object, not a JSON %s', jsonb_typeof(f.value))
        from field as f
        where f.field = 'properties' and jsonb_typeof(f.value) <> 'object'
        union all
        select
            f.place,
            f.field,
            p.code,
            case p.code
                when 'too_large' then format('properties have at most %s bytes', event_errors.max_bytes)
                when 'too_deep' then 'properties are nested at most 32 levels deep'
                else 'a number in properties is below 1e40, with at most 40 digits after the point: send it as a string'
            end
        from field as f
        cross join lateral unnest(hardal_private.properties_faults(f.value, event_errors.max_bytes)) as p (code)
        where f.field = 'properties' and jsonb_typeof(f.value) = 'object'
        union all
        select f.place, f.field, t.code, t.message
        from field as f
        cross join lateral (
            select case
                when jsonb_typeof(f.value) = 'string' then hardal_private.parse_timestamp(f.value #>> '{}')
            end as created_at
        ) as p
        cross join lateral (
            select 'wrong_type' as code, 'created_at is a string such as 2024-10-06T12:34:56Z' as message
            where jsonb_typeof(f.value) <> 'string'
            union all
            select 'invalid_timestamp', 'created_at is not a date and time such as 2024-10-06T12:34:56Z (RFC 3339)'
            where jsonb_typeof(f.value) = 'string' and p.created_at is null
            union all
            select 'too_old', format('created_at is before %s, the oldest time that is kept', to_jsonb(event_errors.oldest) #>> '{}')
            where p.created_at < event_errors.oldest
            union all
            select 'in_future', 'created_at is more than 24 hours ahead: is the sender''s clock right?'
            where p.created_at > event_errors.newest
        ) as t
        where f.field = 'created_at'
        union all
        select
            7,
            left(k.key, 200),
            'unknown_field',
            format('%s is not a field of an event: put it into properties', to_jsonb(left(k.key, 200)))
        from jsonb_object_keys(
            case when jsonb_typeof(event_errors.event) = 'object' then event_errors.event else '{}' end
        ) as k (key)
        where not exists (select from field as f where f.field = k.key)
    )
    select jsonb_agg(
        jsonb_build_object('field', t.field, 'code', t.code, 'message', t.message) order by t.place, t.field collate "C", t.code collate "C"
    )
    from (select * from fault order by place, field collate "C", code collate "C" limit 20) as t
$_$;
ALTER FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer) IS 'Every fault of an event (up to 20) as an array of field, code and message; null where it has none';
CREATE FUNCTION hardal_private.uuid_v7() RETURNS uuid
    LANGUAGE sql PARALLEL SAFE
    RETURN (encode(set_bit(set_bit("overlay"(uuid_send(gen_random_uuid()), substr(int8send((floor((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric)))::bigint), 3), 1, 6), (52)::bigint, 1), (53)::bigint, 1), 'hex'::text))::uuid;
ALTER FUNCTION hardal_private.uuid_v7() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.uuid_v7() IS 'A new UUIDv7 (RFC 9562): ordered by the millisecond it was made in';
CREATE FUNCTION hardal_private.event_id(event jsonb, tenant text, key text, place bigint) RETURNS uuid
    LANGUAGE sql PARALLEL SAFE
    RETURN CASE WHEN ((event ->> 'id'::text) IS NOT NULL) THEN ((event ->> 'id'::text))::uuid WHEN (key IS NOT NULL) THEN hardal_private.derived_id(tenant, key, ((place)::integer - 1)) ELSE hardal_private.uuid_v7() END;
ALTER FUNCTION hardal_private.event_id(event jsonb, tenant text, key text, place bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_id(event jsonb, tenant text, key text, place bigint) IS 'The id under which an event is stored that stands at this place (1 is the first) of its request';
CREATE FUNCTION hardal_private.fixed_columns() RETURNS name[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '{id,created_at,event_date,event_name,hardal_server_request_id,client_id,received_at,properties}'::name[];
ALTER FUNCTION hardal_private.fixed_columns() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.fixed_columns() IS 'The columns of a typed view that are no properties, and event_name';
CREATE FUNCTION hardal_private.free_name(name text, taken name[]) RETURNS name
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select n.name
    from generate_series(1, cardinality(taken) + 1) as g (number)
    cross join lateral (
        select case when g.number = 1 then left(free_name.name, 63) else left(free_name.name, 62 - length(g.number::text)) || '_' || g.number end::name as name
    ) as n
    where n.name <> all (taken)
    order by g.number
    limit 1
$$;
ALTER FUNCTION hardal_private.free_name(name text, taken name[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.free_name(name text, taken name[]) IS 'The name, with a number behind it where it is taken';
CREATE FUNCTION hardal_private.grants() RETURNS TABLE(schema name, kind text, object text, grantee text, privilege text, grantable boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with ours as materialized (
        select *
        from hardal_private.own_schemas()
    ),
    held as (
        select n.nspname as schema, 'schema' as kind, n.nspname::text as object, n.nspowner as owner, a.*
        from ours as n
        cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
        union all
        select n.nspname, 'table', c.relname, c.relowner, a.*
        from ours as n
        inner join pg_class as c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        cross join lateral aclexplode(
            coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
        ) as a
        union all
        select n.nspname, 'column', format('%I.%I', c.relname, l.attname), c.relowner, a.*
        from ours as n
        inner join pg_class as c on c.relnamespace = n.oid
        inner join pg_attribute as l on l.attrelid = c.oid and l.attacl is not null
        cross join lateral aclexplode(l.attacl) as a
        union all
        select
            n.nspname, 'function', format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), p.proowner, a.*
        from ours as n
        inner join pg_proc as p on p.pronamespace = n.oid
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        union all
        select n.nspname, 'type', t.typname, t.typowner, a.*
        from ours as n
        inner join pg_type as t on t.typnamespace = n.oid
        left join pg_class as c on t.typrelid = c.oid
        cross join lateral aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) as a
        where t.typelem = 0 and (t.typrelid = 0 or c.relkind = 'c')
    )
    select
        h.schema,
        h.kind,
        h.object,
        coalesce(r.rolname, 'PUBLIC'),
        h.privilege_type,
        h.is_grantable
    from held as h
    left join pg_roles as r on h.grantee = r.oid
    where h.grantee <> h.owner
$$;
ALTER FUNCTION hardal_private.grants() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.grants() IS 'Who but the owner may do what with hardal''s schemas, tables, columns, functions and types; PUBLIC is everybody';
CREATE FUNCTION hardal_private.grants_on(relation regclass) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        string_agg(
            format(
                'grant %s%s on %s to %s%s', g.privilege_type, g.columns, grants_on.relation,
                coalesce(quote_ident(r.rolname), 'public'), case when g.is_grantable then ' with grant option' else '' end
            ),
            '; '
        )
    from (
        select
            '' as columns,
            a.privilege_type,
            a.grantee,
            a.is_grantable
        from pg_class as c
        cross join aclexplode(c.relacl) as a
        where c.oid = grants_on.relation and a.grantee <> c.relowner
        union all
        select
            format(' (%I)', t.attname),
            a.privilege_type,
            a.grantee,
            a.is_grantable
        from pg_attribute as t
        cross join aclexplode(t.attacl) as a
        where t.attrelid = grants_on.relation
    ) as g
    left join pg_roles as r on g.grantee = r.oid
$$;
ALTER FUNCTION hardal_private.grants_on(relation regclass) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.grants_on(relation regclass) IS 'Statements that grant what a relation is granted to others; null where it is to nobody';
CREATE FUNCTION hardal_private.guard_audit_log() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    create or replace trigger audit_log_is_append_only
    before update or delete or truncate on hardal_private.audit_log
    for each statement execute function hardal_private.refuse_change();
    alter table hardal_private.audit_log enable always trigger audit_log_is_append_only;
end
$$;
ALTER FUNCTION hardal_private.guard_audit_log() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.guard_audit_log() IS 'Puts the trigger on the audit log that refuses to change it';
CREATE FUNCTION hardal_private.hold_tenant(tenant text, wait boolean) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if not exists (select from hardal_private.maintenance as m where m.tenant = hold_tenant.tenant) then
        insert into hardal_private.maintenance (tenant) values (tenant)
        on conflict do nothing;
    end if;
    if wait then
        begin
            perform from hardal_private.maintenance as m
            where m.tenant = hold_tenant.tenant
            for no key update;
        exception when lock_not_available then
            raise lock_not_available using
                message = format('maintenance of %s, or an erasure, is at it', hold_tenant.tenant),
                hint = 'try again in a moment';
        end;
    else
        perform from hardal_private.maintenance as m
        where m.tenant = hold_tenant.tenant
        for no key update skip locked;
    end if;
    return found;
end
$$;
ALTER FUNCTION hardal_private.hold_tenant(tenant text, wait boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.hold_tenant(tenant text, wait boolean) IS 'Keeps others from maintaining this tenant until the transaction ends; false where somebody else is at it and we do not wait';
CREATE FUNCTION hardal_private.holds_long_number(value jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    return (
        select exists (
            select
            from jsonb_path_query(holds_long_number.value, 'strict $.** ? (@.type() == "number")') as n (value)
            where hardal_private.is_long_number(n.value::numeric)
        )
    );
end
$_$;
ALTER FUNCTION hardal_private.holds_long_number(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.holds_long_number(value jsonb) IS 'Whether a number in a value has 1e40 or more in magnitude, or more than 40 digits after the point';
CREATE FUNCTION hardal_private.properties_faults(properties jsonb, max_bytes integer) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_faults text[] := array[]::text[];
begin
    if hardal_private.is_deep(properties) then
        v_faults := v_faults || 'too_deep'::text;
    end if;
    if hardal_private.holds_long_number(properties) then
        v_faults := v_faults || 'number_out_of_range'::text;
    end if;
    if hardal_private.is_larger(properties, max_bytes) then
        v_faults := v_faults || 'too_large'::text;
    end if;
    return v_faults;
end
$$;
ALTER FUNCTION hardal_private.properties_faults(properties jsonb, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.properties_faults(properties jsonb, max_bytes integer) IS 'The error codes for an event''s properties of at most so many bytes as text: too_deep, number_out_of_range, too_large; none where they are well';
CREATE FUNCTION hardal_private.is_clean(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, plain boolean) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE(((jsonb_typeof(event) = 'object'::text) AND ((event - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[]) = '{}'::jsonb) AND (jsonb_typeof((event -> 'event_name'::text)) = 'string'::text) AND (length((event ->> 'event_name'::text)) <= 200) AND (plain OR (((event ->> 'event_name'::text) !~ '[\u0001-\u001f\u007f-\u009f]'::text) AND ((event ->> 'event_name'::text) ~ '[^ \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]'::text) AND ((jsonb_typeof(COALESCE((event -> 'id'::text), 'null'::jsonb)) = 'null'::text) OR ((jsonb_typeof((event -> 'id'::text)) = 'string'::text) AND ((event ->> 'id'::text) ~~ '________-____-____-____-____________'::text) AND ((event ->> 'id'::text) !~ '[^0-9a-fA-F-]'::text) AND (replace((event ->> 'id'::text), '-'::text, ''::text) ~~ '________________________________'::text))))) AND ((jsonb_typeof(COALESCE((event -> 'hardal_server_request_id'::text), 'null'::jsonb)) = 'null'::text) OR ((jsonb_typeof((event -> 'hardal_server_request_id'::text)) = 'string'::text) AND ((event ->> 'hardal_server_request_id'::text) <> ''::text) AND (length((event ->> 'hardal_server_request_id'::text)) <= 256))) AND ((jsonb_typeof(COALESCE((event -> 'client_id'::text), 'null'::jsonb)) = 'null'::text) OR ((jsonb_typeof((event -> 'client_id'::text)) = 'string'::text) AND ((event ->> 'client_id'::text) <> ''::text) AND (length((event ->> 'client_id'::text)) <= 256))) AND ((jsonb_typeof(COALESCE((event -> 'properties'::text), 'null'::jsonb)) = 'null'::text) OR ((jsonb_typeof((event -> 'properties'::text)) = 'object'::text) AND ((plain AND ((pg_column_size(event) * 8) <= max_bytes)) OR (hardal_private.properties_faults((event -> 'properties'::text), max_bytes) = '{}'::text[])))) AND ((jsonb_typeof(COALESCE((event -> 'created_at'::text), 'null'::jsonb)) = 'null'::text) OR ((created_at >= oldest) AND (created_at <= newest)))), false);
ALTER FUNCTION hardal_private.is_clean(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, plain boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_clean(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, plain boolean) IS 'Whether event_errors finds nothing in an event, told more cheaply';
CREATE FUNCTION hardal_private.is_deep(value jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN jsonb_path_exists(value, 'strict $.**{32}?(@.type() == "object" || @.type() == "array")'::jsonpath);
ALTER FUNCTION hardal_private.is_deep(value jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_deep(value jsonb) IS 'Whether a value is nested deeper than 32 levels of objects and arrays';
CREATE FUNCTION hardal_private.is_larger(value jsonb, max_bytes integer) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_number jsonb;
    v_bytes bigint := 0::bigint;
begin
    if pg_column_size(value) > 8::bigint * max_bytes then
        return true;
    end if;
    for v_number in
        select n.value
        from jsonb_path_query(is_larger.value, 'strict $.** ? (@.type() == "number")') as n (value)
        where hardal_private.is_long_number(n.value::numeric)
    loop
        v_bytes := v_bytes + octet_length(v_number::text);
        if v_bytes > max_bytes then
            return true;
        end if;
    end loop;
    return octet_length(value::text) > max_bytes;
end
$_$;
ALTER FUNCTION hardal_private.is_larger(value jsonb, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_larger(value jsonb, max_bytes integer) IS 'Whether a value''s text has more than so many bytes; prints no more than it must to tell';
CREATE FUNCTION hardal_private.is_long_number(value numeric) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((abs(value) >= '10000000000000000000000000000000000000000'::numeric) OR (scale(value) > 40));
ALTER FUNCTION hardal_private.is_long_number(value numeric) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_long_number(value numeric) IS 'Whether a number has 1e40 or more in magnitude, or more than 40 digits after the point';
CREATE FUNCTION hardal_private.is_plain_batch(events jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    if
        pg_column_size(events) >= 16777216
        or jsonb_path_exists(events, 'strict $.**{34} ? (@.type() == "object" || @.type() == "array")')
        or exists (
            select
            from jsonb_path_query(is_plain_batch.events, 'strict $.**{2 to 36} ? (@.type() == "number")') as n (value)
            where hardal_private.is_long_number(n.value::numeric)
        )
    then
        return false;
    end if;
    -- only now may anything be printed
    return jsonb_path_query_array(events, '$[*].id')::text
        ~ '^\[(?:(?:null|"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")(?:, )?)*\]$'
        and jsonb_path_query_array(events, '$[*].event_name')::text ~ '^\[(?:" *[!#-\[\]-~][ !#-\[\]-~]*"(?:, )?)*\]$'
        and jsonb_path_query_array(events, '$[*].created_at')::text ~ (
            '^\[(?:(?:null|"[12][0-9]{3}-'
            '(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)'
            '[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:[Zz]|[+-](?:0[0-9]|1[0-5]):[0-5][0-9])")'
            '(?:, )?)*\]$'
        );
end
$_$;
ALTER FUNCTION hardal_private.is_plain_batch(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_plain_batch(events jsonb) IS 'Whether the ids, names, times, depth and numbers of an array of events are all well at first sight; false where they need a closer look';
CREATE FUNCTION hardal_private.is_printable(event jsonb) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    select pg_column_size(event) < 67108864 and coalesce((
        select
            sum(
                scale(n.value::numeric)
                + case
                    when abs(n.value::numeric) < 1e200 then 200
                    when abs(n.value::numeric) < 1e2000 then 2000
                    else 131072
                end
            ) < 1048576
        from jsonb_path_query(event, 'strict $.** ? (@.type() == "number")') as n (value)
        where hardal_private.is_long_number(n.value::numeric)
    ), true)
$_$;
ALTER FUNCTION hardal_private.is_printable(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_printable(event jsonb) IS 'Whether an event''s text is of a size to be had: its long numbers less than 1 MiB, its jsonb less than 64 MiB';
CREATE FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    v_jti uuid;
begin
    perform hardal_private.require_tenant(tenant);
    if length(name) not between 1 and 63 or name ~ '[\u0001-\u001f\u007f-\u009f]' then
        raise sqlstate 'HD400' using
            message = 'a token''s name is 1 to 63 characters, none of them a control character';
    end if;
    if scope not in ('ingest', 'read') then
        raise sqlstate 'HD400' using message = 'a token''s scope is ingest or read';
    end if;
    perform hardal_private.require_future(expires_at);
    perform hardal_private.require_key(key_id);
    insert into hardal_private.tokens (jti, tenant, name, scope, key_id, expires_at)
    values (
        gen_random_uuid(), issue_token.tenant, issue_token.name, issue_token.scope, issue_token.key_id,
        issue_token.expires_at
    )
    on conflict (tenant, name) where revoked_at is null do nothing
    returning jti into v_jti;
    if v_jti is null then
        raise sqlstate 'HD409' using
            message = format('the tenant %s has a token named %s already', tenant, to_jsonb(name)),
            hint = 'take another name; several tokens can be live at once';
    end if;
    perform hardal_private.audit('token.create', tenant, name, jsonb_build_object('scope', scope, 'jti', v_jti));
    return v_jti;
end
$$;
ALTER FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) IS 'Registers a token and returns its jti; HD404: no such tenant, HD409: the name is taken or the key replaced, HD400: a value will not do';
CREATE FUNCTION hardal_private.join_role(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if not pg_has_role(role, 'usage') then
        execute format(
            'grant %I to current_user%s',
            role,
            case when current_setting('server_version_num')::int >= 160000 then ' with inherit true, set false' else '' end
        );
    end if;
end
$$;
ALTER FUNCTION hardal_private.join_role(role name) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.join_role(role name) IS 'Makes the caller a member of this role, with its rights';
CREATE FUNCTION hardal_private.large_object_functions() RETURNS SETOF pg_proc
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    select p.*
    from pg_proc as p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^lo(_.*|read|write)$'
$_$;
ALTER FUNCTION hardal_private.large_object_functions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.large_object_functions() IS 'The rows of pg_proc that are functions on large objects';
CREATE PROCEDURE hardal_private.maintain(IN only_tenant text DEFAULT NULL::text, IN dry boolean DEFAULT false, INOUT report jsonb DEFAULT '[]'::jsonb, IN only_steps text[] DEFAULT NULL::text[])
    LANGUAGE plpgsql
    AS $$
declare
    v_steps constant text[] := array[
        'make_partitions_ahead', 'expire_rejected', 'move_horizon', 'drop_expired', 'trim_ledger',
        'move_boundary', 'roll_up', 'want_event_views', 'make_event_views'
    ];
    v_tenants text[];
    v_tenant text;
    v_step text;
    v_did jsonb;
    v_well boolean;
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
    end if;
    v_tenants := array(
        select t.name
        from hardal_private.tenants as t
        where only_tenant is null or t.name = only_tenant
        order by t.name
    );
    foreach v_tenant in array v_tenants loop
        v_well := true;
        foreach v_step in array coalesce(only_steps, v_steps) loop
            loop
                v_did := hardal_private.maintain_step(v_tenant, v_step, dry);
                commit;
                perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                exit when v_did is null;
                report := hardal_private.add_to_report(report, v_did);
                v_well := v_well and v_did ->> 'what' not in ('failed', 'skipped');
                exit when dry or v_did ->> 'what' = 'skipped';
                exit when v_did ->> 'what' in ('failed', 'postponed') and v_did -> 'more' is null;
            end loop;
            exit when v_did ->> 'what' = 'skipped';
        end loop;
        if v_well and not dry and only_steps is null then
            perform hardal_private.note_maintained(v_tenant);
            commit;
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        end if;
    end loop;
    if only_tenant is null and not dry and coalesce(cardinality(only_steps), 0) = 0 then
        begin
            perform pg_catalog.set_config('lock_timeout', '200ms', true);
            perform hardal_private.see_urls();
        exception when lock_not_available or deadlock_detected then
            null; -- a sample that is not taken is no loss
        end;
    end if;
end
$$;
ALTER PROCEDURE hardal_private.maintain(IN only_tenant text, IN dry boolean, INOUT report jsonb, IN only_steps text[]) OWNER TO hardal_owner;
COMMENT ON PROCEDURE hardal_private.maintain(IN only_tenant text, IN dry boolean, INOUT report jsonb, IN only_steps text[]) IS 'Maintains all tenants or one, a step a transaction, all steps or these; only says what it would do where dry. report: what was done, and what failed';
CREATE FUNCTION hardal_private.maintain_step(tenant text, step text, dry boolean, OUT did jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '200ms'
    SET jit TO 'off'
    AS $_$
declare
    v_held boolean := dry;
    v_failure text;
begin
    perform set_config('role', 'hardal_owner', true);
    if not dry then
        begin
            v_held := hardal_private.hold_tenant(tenant, false);
        exception when lock_not_available then
            null; -- a migrate has the tenant, or another maintenance is just making the row
        end;
    end if;
    if not v_held then
        did := jsonb_build_object(
            'what', 'skipped', 'object', 'another maintenance, or an erasure, is at it', 'count', 1, 'tenant', tenant, 'step', step
        );
        return;
    end if;
    for v_try in 1..5 loop
        v_failure := null;
        begin
            execute format('select %I.%I($1)', tenant || '__store', step) into did using dry;
            exit;
        exception
            when lock_not_available or deadlock_detected then
                v_failure := format('%s: %s', step, sqlerrm);
                perform pg_sleep(v_try * (0.1 + random() / 10));
            when others then
                v_failure := format('%s: %s', step, sqlerrm);
                exit;
        end;
    end loop;
    if v_failure is not null then
        did := jsonb_build_object('what', 'failed', 'object', v_failure, 'count', 1);
    end if;
    if did ->> 'what' = 'failed' then
        update hardal_private.maintenance as m
        set failed_at = hardal_private.clock(), failure = did ->> 'object'
        where m.tenant = maintain_step.tenant and not dry;
    end if;
    did := did || jsonb_build_object('tenant', tenant, 'step', step);
end
$_$;
ALTER FUNCTION hardal_private.maintain_step(tenant text, step text, dry boolean, OUT did jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.maintain_step(tenant text, step text, dry boolean, OUT did jsonb) IS 'Does one step of a tenant''s maintenance, or says what it would do (dry); what failed, or was skipped; null where there is nothing more to do';
CREATE FUNCTION hardal_private.merge_patch(target jsonb, patch jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select case
        when jsonb_typeof(merge_patch.patch) <> 'object' then merge_patch.patch
        else (
            select coalesce(jsonb_object_agg(m.key, m.value) filter (where m.value is not null), '{}')
            from (
                select
                    coalesce(t.key, p.key) as key,
                    case
                        when p.key is null then t.value
                        when p.value <> 'null' then hardal_private.merge_patch(t.value, p.value)
                    end as value
                from jsonb_each(
                    case when jsonb_typeof(merge_patch.target) = 'object' then merge_patch.target else '{}' end
                ) as t
                full join jsonb_each(merge_patch.patch) as p on t.key = p.key
            ) as m
        )
    end
$$;
ALTER FUNCTION hardal_private.merge_patch(target jsonb, patch jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.merge_patch(target jsonb, patch jsonb) IS 'The target with a JSON Merge Patch (RFC 7396) applied';
CREATE FUNCTION hardal_private.note_maintained(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform set_config('role', 'hardal_owner', true);
    if hardal_private.hold_tenant(tenant, false) then
        update hardal_private.maintenance as m
        set done_at = hardal_private.clock(), failed_at = null, failure = null
        where m.tenant = note_maintained.tenant;
    end if;
end
$$;
ALTER FUNCTION hardal_private.note_maintained(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.note_maintained(tenant text) IS 'Sets when a tenant''s maintenance was last done whole';
CREATE FUNCTION hardal_private.open_receipt(tenant text, client_id text, request_id text, properties jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_receipt bigint;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_id, request_id, properties);
    insert into hardal_private.receipts (tenant, began_at, chosen_by)
    values (
        tenant,
        clock_timestamp(),
        array_remove(array[
            case when client_id is not null then 'client_id' end,
            case when request_id is not null then 'request_id' end,
            case when properties is not null then 'properties' end
        ], null)
    )
    returning receipts.receipt into v_receipt;
    return v_receipt;
end
$$;
ALTER FUNCTION hardal_private.open_receipt(tenant text, client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.open_receipt(tenant text, client_id text, request_id text, properties jsonb) IS 'Begins the receipt of an erasure and returns its number; HD404, HD400 where there is no such tenant, or nobody is meant';
CREATE FUNCTION hardal_private.outcome_errors(outcome text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN jsonb_build_array(jsonb_build_object('field', 'id', 'code', outcome, 'message', CASE outcome WHEN 'id_conflict'::text THEN 'an event with this id and other content is here already'::text WHEN 'erased'::text THEN 'an event with this id was erased and is not taken again'::text ELSE NULL::text END));
ALTER FUNCTION hardal_private.outcome_errors(outcome text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.outcome_errors(outcome text) IS 'The faults of an event whose id the ledger refused: id_conflict or erased';
CREATE FUNCTION hardal_private.own_roles() RETURNS TABLE(role text, login boolean, tenant text, scope text, member_of text[])
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    values
    ('hardal_owner', false, null, null, '{}'::text[]),
    ('hardal_anon', false, null, null, '{}'),
    ('hardal_ingest', false, null, null, '{}'),
    ('hardal_read', false, null, null, '{}'),
    ('hardal_authenticator', true, null, null, '{hardal_anon,hardal_ingest,hardal_read}')
    union all
    select t.name || '__' || s.scope, false, t.name, s.scope, case when s.scope = 'write' then '{hardal_ingest}' else '{}' end::text[]
    from hardal_private.tenants as t
    cross join unnest(hardal_private.scopes()) as s (scope)
    union all
    select u.role, true, u.tenant, null, array[u.tenant || '__' || u.scope]
    from hardal_private.urls as u
$$;
ALTER FUNCTION hardal_private.own_roles() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.own_roles() IS 'hardal''s roles in this database: whether each logs in, whose it is, which scope''s group it is, and what it is a member of';
CREATE FUNCTION hardal_private.own_schemas() RETURNS SETOF pg_namespace
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select n.*
    from pg_namespace as n
    where
        n.nspname in ('hardal', 'hardal_private', 'template', 'template__store')
        or exists (
            select
            from hardal_private.tenants as t
            where n.nspname in (t.name, t.name || '__store')
        )
$$;
ALTER FUNCTION hardal_private.own_schemas() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.own_schemas() IS 'The rows of pg_namespace that are hardal''s';
CREATE FUNCTION hardal_private.parse_timestamp(value text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((value !~ '^[0-9]{4}-[0-9][0-9]-[0-9][0-9][Tt ][0-9][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:[Zz]|[+-][0-9][0-9]:[0-5][0-9])?$'::text) OR ("left"(value, 4) = '0000'::text) OR ((substr(value, 6, 2) < '01'::text) OR (substr(value, 6, 2) > '12'::text)) OR ((substr(value, 9, 2) < '01'::text) OR (substr(value, 9, 2) > '31'::text)) OR (substr(value, 12, 2) > '23'::text) OR (length(value) > 126)) THEN NULL::timestamp with time zone WHEN ((substr(value, 9, 2) > '28'::text) AND (((substr(value, 9, 2))::integer)::numeric > EXTRACT(day FROM (make_date((substr(value, 1, 4))::integer, (substr(value, 6, 2))::integer, 1) + '1 mon -1 days'::interval)))) THEN NULL::timestamp with time zone WHEN ("right"(value, 1) = ANY (ARRAY['Z'::text, 'z'::text])) THEN (value)::timestamp with time zone WHEN (substr("right"(value, 6), 1, 1) = ANY (ARRAY['+'::text, '-'::text])) THEN CASE WHEN (substr("right"(value, 6), 2, 2) < '16'::text) THEN (value)::timestamp with time zone ELSE NULL::timestamp with time zone END ELSE ((value || 'Z'::text))::timestamp with time zone END;
ALTER FUNCTION hardal_private.parse_timestamp(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.parse_timestamp(value text) IS 'The time that an RFC 3339 date and time names, UTC where it names no zone; null where it is not one';
CREATE FUNCTION hardal_private.person_values(client_id text, request_id text, properties jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    select coalesce(array_agg(distinct v.value), '{}')
    from (
        select unnest(array[person_values.client_id, person_values.request_id]) as value
        union all
        select p.value #>> '{}'
        from jsonb_path_query(person_values.properties, 'strict $.** ? (@.type() == "string" || @.type() == "number")') as p (value)
    ) as v
    where v.value is not null
$_$;
ALTER FUNCTION hardal_private.person_values(client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.person_values(client_id text, request_id text, properties jsonb) IS 'The texts that a person is looked for by, where what holds them is no JSON';
CREATE FUNCTION hardal_private.pin_column(tenant text, event_name text, property text, column_name text DEFAULT NULL::text, column_type text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
    AS $_$
declare
    v_role text := current_setting('role');
    v_did jsonb;
    v_dependents text;
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_pin(event_name, property, column_name, column_type);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.hold_tenant(tenant, true);
    begin
        execute format('select %I.pin_column($1, $2, $3, $4)', tenant || '__store')
        into v_did using event_name, property, column_name, column_type;
    exception when dependent_objects_still_exist then
        get stacked diagnostics v_dependents = pg_exception_detail;
        raise sqlstate 'HD409' using
            message = format('the type cannot be changed, because something stands on the view: %s', v_dependents),
            hint = 'drop that, pin the column, and make it again; or take the column that has the other type';
    end;
    perform hardal_private.audit('view.pin', tenant, null, v_did);
    perform set_config('role', v_role, true);
    return v_did;
end
$_$;
ALTER FUNCTION hardal_private.pin_column(tenant text, event_name text, property text, column_name text, column_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.pin_column(tenant text, event_name text, property text, column_name text, column_type text) IS 'Fixes the name and type of a property''s column; HD400 where one will not do, HD409 where something stands on the view';
CREATE FUNCTION hardal_private.property_expression(keys text[], column_type text, pinned boolean, as_timestamp text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    select format(
        case
            when property_expression.column_type = 'jsonb' then '%1$s'
            when property_expression.column_type = 'text' then '%2$s'
            when property_expression.column_type = 'timestamptz' then '%3$s(%2$s)'
            when not property_expression.pinned
                then 'case when jsonb_typeof(%1$s) = %4$L then (%1$s)::%5$s end'
            else
                'case jsonb_typeof(%1$s) when %4$L then (%1$s)::%5$s'
                ' when ''string'' then case when %2$s ~ %6$L then (%2$s)::%5$s end end'
        end,
        case
            when cardinality(keys) = 1 then format('e.properties -> %L', keys[1]) else format('e.properties #> %L', keys)
        end,
        case
            when cardinality(keys) = 1 then format('(e.properties ->> %L)', keys[1]) else format('(e.properties #>> %L)', keys)
        end,
        as_timestamp,
        case property_expression.column_type when 'numeric' then 'number' else property_expression.column_type end,
        property_expression.column_type,
        case property_expression.column_type
            when 'numeric' then '^[+-]?[0-9]{1,40}([.][0-9]{1,40})?$' else '^(true|false)$'
        end
    )
$_$;
ALTER FUNCTION hardal_private.property_expression(keys text[], column_type text, pinned boolean, as_timestamp text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.property_expression(keys text[], column_type text, pinned boolean, as_timestamp text) IS 'SQL that reads a property of e.properties as text, numeric, boolean, timestamptz (by the function as_timestamp) or jsonb';
CREATE FUNCTION hardal_private.read_events(events jsonb, tenant text, key text, raws bytea[], faults text[], now timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, plain boolean, OUT ids uuid[], OUT times timestamp with time zone[], OUT digests bigint[], OUT errors jsonb[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
begin
    -- unnest keeps the order, and so does an aggregate over it
    select
        array_agg(case when b.clean then hardal_private.event_id(b.event, read_events.tenant, read_events.key, b.place) end),
        array_agg(case when b.clean then coalesce(b.created_at, read_events.now) end),
        array_agg(case when b.clean then hardal_private.event_digest(b.event) end),
        array_agg(
            case
                when not b.clean then coalesce(
                    hardal_private.unread_errors(
                        read_events.faults[b.place], read_events.raws[b.place], read_events.max_bytes
                    ),
                    hardal_private.event_errors(b.event, read_events.oldest, read_events.newest, read_events.max_bytes)
                )
            end
        )
    into ids, times, digests, errors
    from (
        select
            r.event,
            r.place,
            r.created_at,
            hardal_private.is_clean(
                r.event, r.created_at, read_events.oldest, read_events.newest, read_events.max_bytes, read_events.plain
            ) as clean
        from (
            select
                e.event,
                e.place,
                case
                    when jsonb_typeof(e.event -> 'created_at') = 'string' -- nothing else may be printed
                        then hardal_private.parse_timestamp(e.event ->> 'created_at')
                end as created_at
            from jsonb_array_elements(read_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once, and each event checked once
        ) as r
        offset 0
    ) as b;
end
$$;
ALTER FUNCTION hardal_private.read_events(events jsonb, tenant text, key text, raws bytea[], faults text[], now timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, plain boolean, OUT ids uuid[], OUT times timestamp with time zone[], OUT digests bigint[], OUT errors jsonb[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_events(events jsonb, tenant text, key text, raws bytea[], faults text[], now timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, plain boolean, OUT ids uuid[], OUT times timestamp with time zone[], OUT digests bigint[], OUT errors jsonb[]) IS 'What to store of each event of a batch (id, time, digest), or its errors; plain is what is_plain_batch says of it';
CREATE FUNCTION hardal_private.read_line(line bytea, OUT event jsonb, OUT fault text) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    event := convert_from(line, 'UTF8')::jsonb;
exception when data_exception or program_limit_exceeded then
    fault := sqlerrm;
end
$$;
ALTER FUNCTION hardal_private.read_line(line bytea, OUT event jsonb, OUT fault text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_line(line bytea, OUT event jsonb, OUT fault text) IS 'The JSON value of a line, or PostgreSQL''s reason for not taking it';
CREATE FUNCTION hardal_private.read_lines(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    begin
        select
            jsonb_agg(l.line::jsonb),
            array_agg(l.place)
        into events, lines
        from (
            select *
            from string_to_table(convert_from(body, 'UTF8'), E'\n') with ordinality as l (line, place)
            where btrim(l.line, E' \t\r') <> ''
            limit 10001
        ) as l;
        return;
    exception when data_exception or program_limit_exceeded then
        null; -- some line is at fault: which one is found below
    end;
    -- 'escape' writes a NUL and every byte above 127 as an escape, and leaves line ends as they are
    select
        jsonb_agg(coalesce(r.event, 'null')),
        array_agg(l.place),
        array_agg(case when r.fault is not null then decode(l.line, 'escape') end),
        array_agg(r.fault)
    into events, lines, raws, faults
    from (
        select *
        from string_to_table(encode(body, 'escape'), E'\n') with ordinality as l (line, place)
        where btrim(l.line, E' \t\r') <> ''
        limit 10001
    ) as l
    cross join lateral hardal_private.read_line(decode(l.line, 'escape')) as r;
end
$$;
ALTER FUNCTION hardal_private.read_lines(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_lines(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) IS 'The events of an NDJSON body, the lines they stand in, and for each line that is no event the line itself and why';
CREATE FUNCTION hardal_private.read_uuid(text text) RETURNS uuid
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    if text ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
        return text::uuid;
    end if;
    return null;
end
$_$;
ALTER FUNCTION hardal_private.read_uuid(text text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.read_uuid(text text) IS 'The uuid that a text is in its common form; null where it is none';
CREATE FUNCTION hardal_private.rebuild_rollups(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.hold_tenant(tenant, true);
    execute format('select %I.rebuild_rollups()', tenant || '__store');
    perform hardal_private.audit('rollups.rebuild', tenant);
end
$$;
ALTER FUNCTION hardal_private.rebuild_rollups(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rebuild_rollups(tenant text) IS 'Forgets a tenant''s rollups, which maintenance then makes anew from its events; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.record_definitions() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    delete from hardal_private.installed;
    insert into hardal_private.installed (schema, kind, object, digest)
    select d.schema, d.kind, d.object, sha256(convert_to(d.definition, 'UTF8'))
    from hardal_private.definitions() as d
    where d.schema in ('hardal', 'hardal_private', 'template', 'template__store')
$$;
ALTER FUNCTION hardal_private.record_definitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.record_definitions() IS 'Writes down the definitions of what migrate has made';
CREATE FUNCTION hardal_private.record_use(jti uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    update hardal_private.tokens as t
    set used_at = date_trunc('hour', now())
    where t.jti = (
        select k.jti
        from hardal_private.tokens as k
        where k.jti = record_use.jti
        for no key update skip locked
    );
end
$$;
ALTER FUNCTION hardal_private.record_use(jti uuid) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.record_use(jti uuid) IS 'Sets a token''s used_at to this hour, unless another request is doing so';
CREATE FUNCTION hardal_private.recount_marked(tenant text, after jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $_$
declare
    v_next jsonb;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.hold_tenant(tenant, true);
    for v_try in 1..5 loop
        begin
            execute format('select %I.recount_next($1, false)', tenant || '__store') into v_next using after;
            exit;
        exception when lock_not_available then
            -- a partition came or went meanwhile
            if v_try = 5 then
                raise;
            end if;
        end;
    end loop;
    return v_next;
end
$_$;
ALTER FUNCTION hardal_private.recount_marked(tenant text, after jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.recount_marked(tenant text, after jsonb) IS 'Counts the first marked period of a tenant behind this one anew ({} is the beginning), and says which it was; null where there is none';
CREATE FUNCTION hardal_private.refresh_views(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
    AS $$
declare
    v_role text := current_setting('role');
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.hold_tenant(tenant, true);
    execute format('update %I.boundary set looked_at = ''-infinity''', tenant || '__store');
    perform set_config('role', v_role, true);
end
$$;
ALTER FUNCTION hardal_private.refresh_views(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refresh_views(tenant text) IS 'Has the next maintenance compare typed views with all of a tenant''s events; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.refuse(status integer, message text, details text, hint text, headers jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if session_user <> 'hardal_authenticator' then
        raise exception using
            errcode = 'PT' || refuse.status,
            message = refuse.message,
            detail = coalesce(refuse.details, ''),
            hint = coalesce(refuse.hint, '');
    end if;
    raise sqlstate 'PGRST' using
        message = jsonb_build_object(
            'code', 'PT' || refuse.status,
            'message', refuse.message,
            'details', refuse.details,
            'hint', refuse.hint
        ),
        detail = jsonb_build_object('status', refuse.status, 'headers', refuse.headers);
end
$$;
ALTER FUNCTION hardal_private.refuse(status integer, message text, details text, hint text, headers jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse(status integer, message text, details text, hint text, headers jsonb) IS 'Ends a request with this status (SQLSTATE PT and the status); over HTTP with these headers too';
CREATE FUNCTION hardal_private.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    raise sqlstate 'HD403' using
        message = format('%s.%s is appended to, never changed', tg_table_schema, tg_table_name),
        hint = 'who must change it all the same drops the trigger, and hardal-admin doctor says that it is gone';
end
$$;
ALTER FUNCTION hardal_private.refuse_change() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_change() IS 'Trigger function: refuses UPDATE, DELETE and TRUNCATE with HD403';
CREATE FUNCTION hardal_private.refuse_unknown_token(tenant text, name text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    raise sqlstate 'HD404' using
        message = format('the tenant %s has no live token named %s', tenant, to_jsonb(left(name, 80))),
        hint = format('see hardal-admin token list %s', tenant);
end
$$;
ALTER FUNCTION hardal_private.refuse_unknown_token(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refuse_unknown_token(tenant text, name text) IS 'Refuses with HD404: there is no live token of this name';
CREATE FUNCTION hardal_private.refused_bytes(payload jsonb, raw bytea, errors jsonb) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (COALESCE(octet_length(raw), pg_column_size(payload), 0) + pg_column_size(errors));
ALTER FUNCTION hardal_private.refused_bytes(payload jsonb, raw bytea, errors jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.refused_bytes(payload jsonb, raw bytea, errors jsonb) IS 'Bytes of a refused event as it is kept: of its raw form, else of its payload, and of its faults';
CREATE FUNCTION hardal_private.relation_stats(tenant text) RETURNS TABLE(name name, kind text, of_table name, estimated_rows bigint, bytes bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        c.relname as name,
        case c.relkind when 'i' then 'index' else 'table' end as kind,
        t.relname as of_table,
        case
            when c.relkind = 'r' then greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid), 0)
        end as estimated_rows,
        case c.relkind when 'i' then pg_relation_size(c.oid) else pg_table_size(c.oid) end as bytes
    from pg_class as c
    left join pg_index as i on c.oid = i.indexrelid
    left join pg_class as t on coalesce(i.indrelid, c.oid) = t.oid
    where c.relnamespace = to_regnamespace(relation_stats.tenant || '__store') and c.relkind in ('r', 'i')
    order by t.relname, c.relkind desc, c.relname
$$;
ALTER FUNCTION hardal_private.relation_stats(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.relation_stats(tenant text) IS 'A tenant''s tables (with what is out of line) and indexes, their estimated rows and their bytes';
CREATE FUNCTION hardal_private.request_key() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_key text;
begin
    if session_user = 'hardal_authenticator' then
        v_key := nullif(current_setting('request.headers', true), '')::jsonb ->> 'idempotency-key';
        if v_key !~ '^[ -~]{1,255}$' then
            raise sqlstate 'PT400' using
                message = 'Idempotency-Key is not 1 to 255 printable ASCII characters',
                hint = 'send a key such as a UUID that is new for each batch and the same for its retries';
        end if;
    end if;
    return v_key;
end
$_$;
ALTER FUNCTION hardal_private.request_key() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.request_key() IS 'The Idempotency-Key of the HTTP request, null where it has none; PT400 where it will not do';
CREATE FUNCTION hardal_private.require_future(expires_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if expires_at <= hardal_private.clock() then
        raise sqlstate 'HD400' using message = format('the end named, %s, is not in the future', expires_at);
    end if;
end
$$;
ALTER FUNCTION hardal_private.require_future(expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_future(expires_at timestamp with time zone) IS 'Refuses with HD400 an end that is past';
CREATE FUNCTION hardal_private.require_key(key_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_retires_at timestamptz;
begin
    insert into hardal_private.keys (id)
    values (require_key.key_id)
    on conflict do nothing;
    -- a rotation that runs is waited for
    select k.retires_at into v_retires_at
    from hardal_private.keys as k
    where k.id = require_key.key_id
    for share;
    if v_retires_at is not null then
        raise sqlstate 'HD409' using
            message = format('the signing secret %s was replaced by another', require_key.key_id),
            hint = 'sign with the new one: is HARDAL_JWT_SECRET, or the file, the one from before hardal-admin secret rotate?';
    end if;
end
$$;
ALTER FUNCTION hardal_private.require_key(key_id text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_key(key_id text) IS 'Takes a key to sign with, by its id; HD409 where it was replaced';
CREATE FUNCTION hardal_private.require_person(client_id text, request_id text, properties jsonb) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if
        cardinality(hardal_private.person_values(client_id, request_id, properties)) = 0
        or '' = any (hardal_private.person_values(client_id, request_id, properties))
        or (properties is not null and cardinality(hardal_private.person_values(null, null, properties)) = 0)
        or jsonb_typeof(properties) <> 'object'
    then
        raise sqlstate 'HD400' using
            message = 'this tells nobody apart',
            hint = 'name a client_id, a request id, or properties that hold a string or a number, such as {"email": "ann@example.org"}';
    end if;
end
$$;
ALTER FUNCTION hardal_private.require_person(client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_person(client_id text, request_id text, properties jsonb) IS 'Refuses with HD400 a search for a person by nothing, by an empty text, or by properties that everybody has';
CREATE FUNCTION hardal_private.require_pin(event_name text, property text, column_name text, column_type text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_fault jsonb := hardal_private.event_errors(
        jsonb_build_object('event_name', event_name), '-infinity', 'infinity', 262144
    );
begin
    if v_fault is not null then
        raise sqlstate 'HD400' using
            message = format('%s is no name of an event: %s', to_jsonb(left(event_name, 80)), v_fault #>> '{0,message}'),
            hint = 'event_catalog has those that there are';
    end if;
    if octet_length(property) > 200 then
        raise sqlstate 'HD400' using
            message = format('%s... is no property that could get a column', left(property, 80)),
            hint = 'a path has at most 200 bytes: property_catalog has those that there are';
    end if;
    if column_name !~ '^[a-z_][a-z0-9_]{0,62}$' or column_name <> quote_ident(column_name) then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a column', to_jsonb(left(column_name, 80))),
            hint = 'take 1 to 63 of a-z, 0-9 and _, no digit first, and no word that SQL has for itself';
    end if;
    if column_type not in ('text', 'numeric', 'boolean', 'timestamptz', 'jsonb') then
        raise sqlstate 'HD400' using
            message = format('%s is no type of a column', to_jsonb(column_type)),
            hint = 'take text, numeric, boolean, timestamptz or jsonb';
    end if;
end
$_$;
ALTER FUNCTION hardal_private.require_pin(event_name text, property text, column_name text, column_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_pin(event_name text, property text, column_name text, column_type text) IS 'Refuses with HD400 a pin of what is no event, property, column''s name or type; null for what is not pinned';
CREATE FUNCTION hardal_private.require_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if not exists (select from hardal_private.tenants as t where t.name = require_tenant.tenant) then
        raise sqlstate 'HD404' using
            message = format('there is no tenant %s', to_jsonb(left(tenant, 80))),
            hint = 'see hardal-admin tenant list, or make it with hardal-admin tenant create';
    end if;
end
$$;
ALTER FUNCTION hardal_private.require_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_tenant(tenant text) IS 'Refuses with HD404 where there is no tenant of this name';
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
    CONSTRAINT "a PSQL URL has 1 to 1000 connections" CHECK (((connections >= 1) AND (connections <= 1000))),
    CONSTRAINT "a PSQL URL's scope is read, aggregate or write" CHECK ((scope = ANY (ARRAY['read'::text, 'aggregate'::text, 'write'::text]))),
    CONSTRAINT "a statement timeout is 0 (none) to 24 hours" CHECK (((statement_timeout >= 0) AND (statement_timeout <= 86400000)))
);
ALTER TABLE hardal_private.urls OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.urls IS 'PSQL URLs that were issued: each is a LOGIN role of one tenant';
COMMENT ON COLUMN hardal_private.urls.role IS 'The role that logs in, <tenant>__u_<name>';
COMMENT ON COLUMN hardal_private.urls.tenant IS 'The tenant whose read surface it sees';
COMMENT ON COLUMN hardal_private.urls.name IS 'The person or tool it was given to';
COMMENT ON COLUMN hardal_private.urls.scope IS 'What it may do: the group role <tenant>__<scope> that it is in';
COMMENT ON COLUMN hardal_private.urls.created_at IS 'When it was issued';
COMMENT ON COLUMN hardal_private.urls.expires_at IS 'Until when its password logs in; null is for ever';
COMMENT ON COLUMN hardal_private.urls.revoked_at IS 'Since when it is being revoked; the row goes with the role';
COMMENT ON COLUMN hardal_private.urls.seen_at IS 'When maintenance last saw a session of it; null where it never did';
COMMENT ON COLUMN hardal_private.urls.connections IS 'The most sessions that it may have at once';
COMMENT ON COLUMN hardal_private.urls.statement_timeout IS 'What its sessions start with, in milliseconds; 0 is none';
CREATE FUNCTION hardal_private.require_url(tenant text, name text) RETURNS hardal_private.urls
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_url hardal_private.urls;
begin
    perform hardal_private.require_tenant(tenant);
    select u.* into v_url
    from hardal_private.urls as u
    where u.tenant = require_url.tenant and u.name = require_url.name;
    if v_url.role is null then
        raise sqlstate 'HD404' using
            message = format('the tenant %s has no PSQL URL named %s', tenant, to_jsonb(left(name, 80))),
            hint = format('see hardal-admin url list %s', tenant);
    end if;
    return v_url;
end
$$;
ALTER FUNCTION hardal_private.require_url(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_url(tenant text, name text) IS 'A tenant''s PSQL URL by name; HD404 where there is none';
CREATE FUNCTION hardal_private.require_verifier(verifier text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    if verifier is null or verifier !~ '^SCRAM-SHA-256\$' then
        raise sqlstate 'HD400' using message = 'a password comes as a SCRAM-SHA-256 verifier, never in clear';
    end if;
end
$_$;
ALTER FUNCTION hardal_private.require_verifier(verifier text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.require_verifier(verifier text) IS 'Refuses with HD400 what is no SCRAM-SHA-256 verifier';
CREATE FUNCTION hardal_private.resume_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform hardal_private.require_tenant(tenant);
    if exists (select from hardal_private.tenants as t where t.name = resume_tenant.tenant and t.dropping_at is not null) then
        raise sqlstate 'HD409' using
            message = format('the tenant %s is being dropped: part of what it held is gone', tenant),
            hint = format('hardal-admin tenant drop %s --yes %s finishes it', tenant, tenant);
    end if;
    update hardal_private.tenants as t
    set suspended_at = null
    where t.name = resume_tenant.tenant;
    perform hardal_private.settle_url(u.role)
    from hardal_private.urls as u
    where u.tenant = resume_tenant.tenant and to_regrole(u.role::text) is not null;
    perform hardal_private.audit('tenant.resume', tenant);
end
$$;
ALTER FUNCTION hardal_private.resume_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.resume_tenant(tenant text) IS 'Takes the tokens and PSQL URLs of a suspended tenant again; HD404 where there is no such tenant, HD409 where its drop has begun';
CREATE FUNCTION hardal_private.retire_keys(successor text, others text[], until timestamp with time zone, OUT tokens_ending bigint, OUT first_ends_at timestamp with time zone, OUT last_ends_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform hardal_private.require_key(successor);
    -- those that have signed nothing yet are to sign nothing any more
    insert into hardal_private.keys (id)
    select o.id
    from unnest(others) as o (id)
    on conflict do nothing;
    update hardal_private.keys as k
    set retires_at = least(k.retires_at, retire_keys.until)
    where k.id <> successor;
    with ending as (
        update hardal_private.tokens as t
        set revoked_at = least(t.revoked_at, t.expires_at, retire_keys.until)
        where t.key_id <> successor and hardal_private.token_state(t) in ('live', 'ending')
        returning t.revoked_at
    )
    select count(*), min(e.revoked_at), max(e.revoked_at) into tokens_ending, first_ends_at, last_ends_at
    from ending as e;
    perform hardal_private.audit(
        'key.replace', null, successor, jsonb_build_object('until', retire_keys.until, 'tokens', tokens_ending)
    );
end
$$;
ALTER FUNCTION hardal_private.retire_keys(successor text, others text[], until timestamp with time zone, OUT tokens_ending bigint, OUT first_ends_at timestamp with time zone, OUT last_ends_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.retire_keys(successor text, others text[], until timestamp with time zone, OUT tokens_ending bigint, OUT first_ends_at timestamp with time zone, OUT last_ends_at timestamp with time zone) IS 'Ends at that time the tokens of all keys but this one, where they would live longer; returns how many, and when they end';
CREATE FUNCTION hardal_private.revoke_token(tenant text, name text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_count int;
begin
    perform hardal_private.require_tenant(tenant);
    update hardal_private.tokens as t
    set revoked_at = clock_timestamp()
    where
        t.tenant = revoke_token.tenant
        and t.name = revoke_token.name
        and hardal_private.token_state(t) <> 'revoked';
    get diagnostics v_count = row_count;
    if v_count = 0 then
        perform hardal_private.refuse_unknown_token(tenant, name);
    end if;
    perform hardal_private.audit('token.revoke', tenant, name);
    return v_count;
end
$$;
ALTER FUNCTION hardal_private.revoke_token(tenant text, name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.revoke_token(tenant text, name text) IS 'Revokes a tenant''s live tokens of this name; returns how many; HD404 where there is none';
CREATE FUNCTION hardal_private.rotate_token(tenant text, name text, key_id text, expires_at timestamp with time zone, overlap interval, OUT jti uuid, OUT scope text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
    perform hardal_private.require_tenant(tenant);
    -- the newest that lives, where an earlier rotation has left another running
    select t.scope into scope
    from hardal_private.tokens as t
    where
        t.tenant = rotate_token.tenant
        and t.name = rotate_token.name
        and hardal_private.token_state(t) <> 'revoked'
    order by t.created_at desc
    limit 1
    for update;
    if scope is null then
        perform hardal_private.refuse_unknown_token(tenant, name);
    end if;
    update hardal_private.tokens as t
    set revoked_at = least(t.revoked_at, clock_timestamp() + rotate_token.overlap)
    where
        t.tenant = rotate_token.tenant
        and t.name = rotate_token.name
        and hardal_private.token_state(t) <> 'revoked';
    jti := hardal_private.issue_token(tenant, name, scope, key_id, expires_at);
    perform hardal_private.audit('token.rotate', tenant, name, jsonb_build_object('overlap', overlap, 'jti', jti));
end
$$;
ALTER FUNCTION hardal_private.rotate_token(tenant text, name text, key_id text, expires_at timestamp with time zone, overlap interval, OUT jti uuid, OUT scope text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rotate_token(tenant text, name text, key_id text, expires_at timestamp with time zone, overlap interval, OUT jti uuid, OUT scope text) IS 'Registers a token in place of the live one of this name, which ends after the overlap; HD404 where there is none';
CREATE FUNCTION hardal_private.rotate_url(tenant text, name text, verifier text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
begin
    perform hardal_private.require_verifier(verifier);
    perform hardal_private.require_future(expires_at);
    if v_url.revoked_at is not null then
        raise sqlstate 'HD409' using
            message = format('the PSQL URL %s of %s is being revoked', name, tenant),
            hint = format('finish it with hardal-admin url revoke %s %s, then create it anew', tenant, name);
    end if;
    execute format('alter role %I password %L', v_url.role, verifier);
    update hardal_private.urls as u
    set expires_at = coalesce(rotate_url.expires_at, u.expires_at)
    where u.role = v_url.role;
    perform hardal_private.settle_url(v_url.role);
    perform hardal_private.audit('url.rotate', tenant, name);
    return v_url.role::text;
end
$$;
ALTER FUNCTION hardal_private.rotate_url(tenant text, name text, verifier text, expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.rotate_url(tenant text, name text, verifier text, expires_at timestamp with time zone) IS 'Gives a PSQL URL another password, as a SCRAM verifier; returns its role; HD404 where there is none';
CREATE FUNCTION hardal_private.running_writers() RETURNS TABLE(transaction text, who text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        l.virtualtransaction as transaction,
        format('pid %s of %s', a.pid, a.usename) as who
    from pg_locks as l
    inner join pg_stat_activity as a on l.pid = a.pid
    where
        l.locktype = 'virtualxid'
        and l.virtualxid = l.virtualtransaction
        and a.datname = current_database()
        and a.pid <> pg_backend_pid()
        and (
            pg_has_role(a.usesysid, 'hardal_ingest', 'member')
            or pg_has_role(a.usesysid, 'hardal_owner', 'member')
            or exists (
                select
                from pg_locks as x
                inner join pg_class as c on x.relation = c.oid
                inner join pg_namespace as n on c.relnamespace = n.oid
                where
                    x.locktype = 'relation' and x.virtualtransaction = l.virtualtransaction and x.mode = 'RowExclusiveLock'
                    and n.nspname like '%\_\_store'
            )
        )
    union all
    select
        'prepared ' || p.gid,
        format('the prepared transaction %s of %s', p.gid, p.owner)
    from pg_prepared_xacts as p
    where p.database = current_database()
$$;
ALTER FUNCTION hardal_private.running_writers() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.running_writers() IS 'Transactions that run now and could have stored events, and whose they are';
CREATE FUNCTION hardal_private.safe_name(name text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select case when quote_ident(s.name) = s.name then s.name else s.name || '_' end
    from (
        select case when t.name ~ '^[a-z]' then t.name when t.name = '' then 'unnamed' else 'n' || t.name end as name
        from (
            select rtrim(left(ltrim(regexp_replace(lower(left(safe_name.name, 250)), '[^a-z0-9]+', '_', 'g'), '_'), 55), '_') as name
        ) as t
    ) as s
$$;
ALTER FUNCTION hardal_private.safe_name(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.safe_name(name text) IS 'The name as an identifier of a-z, 0-9 and _ that needs no quotes, at most 57 characters; unnamed where nothing of it is left';
CREATE FUNCTION hardal_private.scopes() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '{read,aggregate,write}'::text[];
ALTER FUNCTION hardal_private.scopes() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.scopes() IS 'The scopes that a PSQL URL can have';
CREATE FUNCTION hardal_private.see_urls() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    update hardal_private.urls as u
    set seen_at = hardal_private.clock()
    where u.role in (select a.usename from pg_stat_activity as a);
end
$$;
ALTER FUNCTION hardal_private.see_urls() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.see_urls() IS 'Writes down which PSQL URLs have a session at this moment';
CREATE FUNCTION hardal_private.serve_events(events jsonb, dry boolean, lines bigint[] DEFAULT NULL::bigint[], raws bytea[] DEFAULT NULL::bytea[], faults text[] DEFAULT NULL::text[]) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_tenant text := hardal_private.current_tenant();
    v_answer jsonb;
begin
    -- under another level, reading the ledger after a conflict would not see the row conflicted with
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate '25000' using
            message = format('ingest runs under READ COMMITTED, not %s', upper(current_setting('transaction_isolation'))),
            hint = 'begin isolation level read committed';
    end if;
    -- acknowledged is committed (promise 1), whatever the caller has set
    if current_setting('synchronous_commit') in ('off', 'local', 'remote_write') then
        perform set_config('synchronous_commit', 'on', true);
    end if;
    execute format('select %I.ingest($1, $2, $3, $4, $5, $6)', v_tenant || '__store')
    into v_answer
    using events, hardal_private.request_key(), dry, lines, raws, faults;
    -- a status, not an exception: one would take the quarantined events back
    if v_answer -> 'rejected' <> '0' then
        perform set_config(
            'response.status',
            case when v_answer -> 'accepted' = '0' and v_answer -> 'duplicates' = '0' then '422' else '207' end,
            true
        );
    end if;
    return v_answer;
end
$_$;
ALTER FUNCTION hardal_private.serve_events(events jsonb, dry boolean, lines bigint[], raws bytea[], faults text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.serve_events(events jsonb, dry boolean, lines bigint[], raws bytea[], faults text[]) IS 'Takes events for the caller''s tenant, or only says what would become of them (dry), and sets the status of the answer';
CREATE FUNCTION hardal_private.set_authenticator_password(verifier text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform hardal_private.require_verifier(verifier);
    execute format('alter role hardal_authenticator password %L', verifier);
end
$$;
ALTER FUNCTION hardal_private.set_authenticator_password(verifier text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.set_authenticator_password(verifier text) IS 'Sets the password that PostgREST logs in with, given as a SCRAM-SHA-256 verifier';
CREATE FUNCTION hardal_private.set_limits(tenant text, limits jsonb, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    v_broken text;
begin
    perform hardal_private.require_tenant(tenant);
    begin
        update hardal_private.tenants as t
        set
            max_event_bytes = r.max_event_bytes,
            quarantine_rows = r.quarantine_rows,
            quarantine_bytes = r.quarantine_bytes,
            quarantine_days = r.quarantine_days,
            retention_months = r.retention_months
        from (
            select (jsonb_populate_record(o, set_limits.limits)).*
            from hardal_private.tenants as o
            where o.name = set_limits.tenant
        ) as r
        where t.name = set_limits.tenant;
    exception when check_violation then
        get stacked diagnostics v_broken = constraint_name;
        raise sqlstate 'HD400' using message = v_broken;
    end;
    perform hardal_private.audit('tenant.set', tenant, null, limits);
    select
        l.max_event_bytes,
        l.quarantine_rows,
        l.quarantine_bytes,
        l.quarantine_days,
        l.retention_months
    into max_event_bytes, quarantine_rows, quarantine_bytes, quarantine_days, retention_months
    from hardal_private.tenant_limits(tenant) as l;
end
$$;
ALTER FUNCTION hardal_private.set_limits(tenant text, limits jsonb, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.set_limits(tenant text, limits jsonb, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer) IS 'Sets the named limits of a tenant and returns all; HD400 where one will not do, HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.settle_url(role name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_url hardal_private.urls;
    v_open boolean;
    v_setting text;
begin
    select u.* into strict v_url
    from hardal_private.urls as u
    where u.role = settle_url.role;
    select t.suspended_at is null and v_url.revoked_at is null into strict v_open
    from hardal_private.tenants as t
    where t.name = v_url.tenant;
    execute format(
        'alter role %I %s connection limit %s valid until %L',
        role,
        case when v_open then 'login' else 'nologin' end,
        v_url.connections,
        coalesce(v_url.expires_at, 'infinity')
    );
    execute format('alter role %I reset all', role);
    execute format('alter role %I in database %I reset all', role, current_database());
    foreach v_setting in array hardal_private.url_settings(v_url) loop
        execute format(
            'alter role %I set %I to %L', role, split_part(v_setting, '=', 1), split_part(v_setting, '=', 2)
        );
    end loop;
end
$$;
ALTER FUNCTION hardal_private.settle_url(role name) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.settle_url(role name) IS 'Gives the role of a PSQL URL the login right, limit, end and settings that its row and its tenant''s name';
CREATE FUNCTION hardal_private.shell_quote(word text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (word ~ '^[A-Za-z0-9_./:=-]+$'::text) THEN word ELSE ((''''::text || replace(word, ''''::text, '''\'''''::text)) || ''''::text) END;
ALTER FUNCTION hardal_private.shell_quote(word text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.shell_quote(word text) IS 'The word as a shell reads it: quoted where it must be';
CREATE FUNCTION hardal_private.stats(only_tenant text DEFAULT NULL::text, exact boolean DEFAULT false) RETURNS TABLE(tenant text, events bigint, events_per_second numeric, bytes bigint, event_table_bytes bigint, event_index_bytes bigint, partitions bigint, oldest_month text, newest_month text, oldest_event timestamp with time zone, newest_event timestamp with time zone, ledger_ids bigint, ledger_bytes bigint, rejected_events bigint, rejected_bytes bigint, rejected_not_kept bigint, horizon timestamp with time zone, maintained_at timestamp with time zone, maintenance_failed_at timestamp with time zone, rolled_up_until timestamp with time zone, rollup_lag interval, marked_days bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
begin
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
    end if;
    for tenant, horizon, maintained_at, maintenance_failed_at in
        select
            t.name,
            t.horizon,
            m.done_at,
            m.failed_at
        from hardal_private.tenants as t
        left join hardal_private.maintenance as m on t.name = m.tenant
        where only_tenant is null or t.name = only_tenant
        order by t.name
    loop
        continue when to_regclass(format('%I.events', tenant || '__store')) is null; -- being dropped
        select
            (sum(r.estimated_rows) filter (where r.name ~ '^events_[0-9]'))::bigint,
            sum(r.bytes)::bigint,
            coalesce(sum(r.bytes) filter (where r.kind = 'table' and r.of_table ~ '^events_[0-9]'), 0)::bigint,
            coalesce(sum(r.bytes) filter (where r.kind = 'index' and r.of_table ~ '^events_[0-9]'), 0)::bigint,
            count(*) filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}$'),
            min(replace(substr(r.name, 8), '_', '-')) filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}$'),
            max(replace(substr(r.name, 8), '_', '-')) filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}$'),
            (sum(r.estimated_rows) filter (where r.name = 'event_ids'))::bigint,
            (sum(r.bytes) filter (where r.of_table = 'event_ids'))::bigint
        into events, bytes, event_table_bytes, event_index_bytes, partitions, oldest_month, newest_month, ledger_ids, ledger_bytes
        from hardal_private.relation_stats(tenant) as r;
        events := coalesce(events, 0);
        execute format(
            'select min(e.created_at), max(e.created_at) from %1$I.events as e', tenant || '__store'
        ) into oldest_event, newest_event;
        execute format(
            'select round((count(*) / nullif(extract(epoch from $1 - min(n.created_at)), 0))::numeric, 3)
            from (
                select e.created_at
                from %1$I.events as e
                where e.created_at > $1 - interval ''1 day'' and e.created_at <= $1
                order by e.created_at desc
                limit 1000
            ) as n',
            tenant || '__store'
        ) into events_per_second using hardal_private.clock();
        events_per_second := coalesce(events_per_second, 0);
        execute format(
            'select coalesce(sum(c.kept), 0), coalesce(sum(c.bytes), 0), coalesce(sum(c.dropped), 0) from %I.quarantine_changes as c',
            tenant || '__store'
        ) into rejected_events, rejected_bytes, rejected_not_kept;
        execute format(
            'select
                nullif(r.rolled_until, ''-infinity'')::timestamp at time zone ''UTC'',
                (
                    select count(distinct m.starts_on)
                    from %1$I.rollup_marks as m
                    where m.period = ''day'' and m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
                )
            from %1$I.rollups as r
            where r.period = ''day''',
            tenant || '__store'
        ) into rolled_up_until, marked_days;
        -- today is not over, nor is yesterday for two hours (see move_boundary): no lag
        rollup_lag := case
            when oldest_event is not null
                then
                    greatest(
                        date_trunc('day', hardal_private.clock() - interval '2 hours', 'UTC')
                        - greatest(rolled_up_until, date_trunc('day', oldest_event, 'UTC')),
                        '0'
                    )
        end;
        if exact then
            execute format(
                'select (select count(*) from %1$I.events), (select count(*) from %1$I.event_ids)', tenant || '__store'
            ) into events, ledger_ids;
        end if;
        return next;
    end loop;
end
$_$;
ALTER FUNCTION hardal_private.stats(only_tenant text, exact boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.stats(only_tenant text, exact boolean) IS 'Numbers of each tenant, or of one: events and ledger_ids are estimates unless exact, events_per_second is of the last day''s newest 1,000';
CREATE FUNCTION hardal_private.still_running(transactions text[]) RETURNS TABLE(transaction text, who text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        w.transaction,
        w.who
    from hardal_private.running_writers() as w
    where
        w.transaction = any (still_running.transactions)
        or (still_running.transactions <> '{}' and w.transaction like 'prepared %')
$$;
ALTER FUNCTION hardal_private.still_running(transactions text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.still_running(transactions text[]) IS 'Those of these transactions, as running_writers names them, that still run, and whose they are';
CREATE FUNCTION hardal_private.suspend_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform hardal_private.require_tenant(tenant);
    update hardal_private.tenants as t
    set suspended_at = coalesce(t.suspended_at, hardal_private.clock())
    where t.name = suspend_tenant.tenant;
    perform hardal_private.settle_url(u.role)
    from hardal_private.urls as u
    where u.tenant = suspend_tenant.tenant and to_regrole(u.role::text) is not null;
    perform hardal_private.audit('tenant.suspend', tenant);
end
$$;
ALTER FUNCTION hardal_private.suspend_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.suspend_tenant(tenant text) IS 'Refuses a tenant''s tokens, and new sessions of its PSQL URLs; end_tenant_sessions ends those that run; HD404 where there is no such tenant';
CREATE FUNCTION hardal_private.template_version() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select encode(sha256(convert_to(coalesce(string_agg(f.path || f.body, '' order by f.ordinal), ''), 'UTF8')), 'hex')
    from hardal_private.template_files as f
$$;
ALTER FUNCTION hardal_private.template_version() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.template_version() IS 'SHA-256 of the template''s whole text: a tenant with another one in its row is to be brought up to date';
CREATE FUNCTION hardal_private.tenant_limits(tenant text, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer, OUT oldest timestamp with time zone) RETURNS record
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    select
        t.max_event_bytes,
        t.quarantine_rows,
        t.quarantine_bytes,
        t.quarantine_days,
        t.retention_months,
        t.horizon
    into max_event_bytes, quarantine_rows, quarantine_bytes, quarantine_days, retention_months, oldest
    from hardal_private.tenants as t
    where t.name = tenant_limits.tenant;
    max_event_bytes := coalesce(max_event_bytes, 262144);
    quarantine_rows := coalesce(quarantine_rows, 100000);
    quarantine_bytes := coalesce(quarantine_bytes, 1073741824);
    quarantine_days := coalesce(quarantine_days, 30);
    oldest := greatest(oldest, hardal_private.clock() - interval '10 years');
end
$$;
ALTER FUNCTION hardal_private.tenant_limits(tenant text, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer, OUT oldest timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.tenant_limits(tenant text, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer, OUT oldest timestamp with time zone) IS 'A tenant''s limits: bytes of an event; rows, bytes and days of its quarantine; the months that it keeps (null: all); the oldest time that it takes';
CREATE FUNCTION hardal_private.text_faults(value jsonb, longest integer) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_remove(ARRAY[CASE WHEN (jsonb_typeof(value) <> 'string'::text) THEN 'wrong_type'::text ELSE NULL::text END, CASE WHEN ((jsonb_typeof(value) = 'string'::text) AND ((value #>> '{}'::text[]) = ''::text)) THEN 'empty'::text ELSE NULL::text END, CASE WHEN ((jsonb_typeof(value) = 'string'::text) AND (length((value #>> '{}'::text[])) > longest)) THEN 'too_long'::text ELSE NULL::text END], NULL::text);
ALTER FUNCTION hardal_private.text_faults(value jsonb, longest integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.text_faults(value jsonb, longest integer) IS 'The error codes for a text of at most so many characters: wrong_type, empty or too_long; none where it is well or absent';
CREATE TABLE hardal_private.tokens (
    jti uuid NOT NULL,
    tenant text NOT NULL,
    name text NOT NULL,
    scope text NOT NULL,
    key_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    used_at timestamp with time zone,
    CONSTRAINT "a token's name is 1 to 63 characters" CHECK (((length(name) >= 1) AND (length(name) <= 63))),
    CONSTRAINT "a token's scope is ingest or read" CHECK ((scope = ANY (ARRAY['ingest'::text, 'read'::text])))
);
ALTER TABLE hardal_private.tokens OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.tokens IS 'Tokens that were issued; a token without a live row here is refused';
COMMENT ON COLUMN hardal_private.tokens.jti IS 'The token''s id, its claim jti';
COMMENT ON COLUMN hardal_private.tokens.tenant IS 'The tenant it speaks for, its claim tenant';
COMMENT ON COLUMN hardal_private.tokens.name IS 'What people call it; unique among the tenant''s live tokens';
COMMENT ON COLUMN hardal_private.tokens.scope IS 'ingest or read: its claim role is hardal_<scope>';
COMMENT ON COLUMN hardal_private.tokens.key_id IS 'Id of the key that signed it, its header kid';
COMMENT ON COLUMN hardal_private.tokens.created_at IS 'When it was issued';
COMMENT ON COLUMN hardal_private.tokens.expires_at IS 'When it ends, its claim exp';
COMMENT ON COLUMN hardal_private.tokens.revoked_at IS 'From when it is refused, which a rotation sets ahead; null while nobody has revoked it';
COMMENT ON COLUMN hardal_private.tokens.used_at IS 'The hour in which an ingest token was last used; null where it never was, and for read tokens';
CREATE FUNCTION hardal_private.token_state(token hardal_private.tokens) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        case
            when token.revoked_at <= clock_timestamp() then 'revoked'
            when token.expires_at <= clock_timestamp() then 'expired'
            when token.revoked_at is not null then 'ending'
            else 'live'
        end
$$;
ALTER FUNCTION hardal_private.token_state(token hardal_private.tokens) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.token_state(token hardal_private.tokens) IS 'live, ending, expired or revoked';
CREATE FUNCTION hardal_private.unread_errors(fault text, line bytea, max_bytes integer) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (fault IS NOT NULL) THEN (jsonb_build_array(jsonb_build_object('field', NULL::unknown, 'code', 'invalid_json', 'message', ('the line is no JSON that can be stored: '::text || "left"(fault, 200)))) || CASE WHEN (octet_length(line) > GREATEST(max_bytes, 8192)) THEN jsonb_build_array(jsonb_build_object('field', NULL::unknown, 'code', 'too_large', 'message', format('a line that cannot be read has at most %s bytes'::text, GREATEST(max_bytes, 8192)))) ELSE '[]'::jsonb END) ELSE NULL::jsonb END;
ALTER FUNCTION hardal_private.unread_errors(fault text, line bytea, max_bytes integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.unread_errors(fault text, line bytea, max_bytes integer) IS 'The faults of a line that could not be read, for this reason: invalid_json, and too_large where it has more bytes than are kept; null where there is none';
CREATE FUNCTION hardal_private.url_settings(url hardal_private.urls) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select array[
        'TimeZone=UTC',
        -- views over partitions look dear enough to be compiled, which takes longer than they do
        'jit=off',
        'statement_timeout=' || url.statement_timeout,
        'idle_in_transaction_session_timeout=10min',
        'search_path=' || case when url.scope = 'write' then 'hardal' else quote_ident(url.tenant) end
    ] || case when url.scope = 'write' then '{}' else '{default_transaction_read_only=on}'::text[] end
$$;
ALTER FUNCTION hardal_private.url_settings(url hardal_private.urls) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.url_settings(url hardal_private.urls) IS 'The settings of a PSQL URL''s role, as name=value in the order that settle_url gives them';
CREATE FUNCTION hardal_private.views(tenant text) RETURNS TABLE(event_name text, view_name name, column_name name, column_type text, property text, pinned boolean, made boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    -- all that it returns comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    perform hardal_private.require_tenant(tenant);
    return query execute format(
        'select
            coalesce(v.event_name, c.event_name), v.view_name, c.column_name, c.column_type, c.path, c.pinned, c.place is not null
        from %1$I.event_views as v
        full join %1$I.view_columns as c on v.event_name = c.event_name
        order by 1, c.place nulls last, c.column_name',
        tenant || '__store'
    );
end
$_$;
ALTER FUNCTION hardal_private.views(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.views(tenant text) IS 'A tenant''s typed views, a row a column: the property that it is of, and whether it was pinned; not made yet where it was pinned ahead';
CREATE FUNCTION hardal_private.wait_until(deadline timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform set_config(
        'lock_timeout',
        greatest(1, ceil(extract(epoch from deadline - clock_timestamp()) * 1000))::text,
        true
    );
    return true;
end
$$;
ALTER FUNCTION hardal_private.wait_until(deadline timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.wait_until(deadline timestamp with time zone) IS 'Sets lock_timeout to what is left until a deadline, 1 ms where nothing is; returns true';
CREATE FUNCTION hardal_private.written_forms(value text) RETURNS bytea[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with escaped as (
        select substr(to_json(written_forms.value)::text, 2, length(to_json(written_forms.value)::text) - 2) as form
    ),
    ascii as (
        select
            coalesce(string_agg(c.letter, '' order by c.place), '') as lower,
            coalesce(string_agg(case when length(c.letter) > 1 then regexp_replace(upper(c.letter), 'U', 'u', 'g') else c.letter end, '' order by c.place), '') as upper
        from (
            select
                s.place,
                case
                    when ascii(s.letter) < 128 then s.letter
                    when ascii(s.letter) < 65536 then '\u' || lpad(to_hex(ascii(s.letter)), 4, '0')
                    else
                        '\u' || to_hex(55296 + (ascii(s.letter) - 65536) / 1024)
                        || '\u' || to_hex(56320 + (ascii(s.letter) - 65536) % 1024)
                end as letter
            from escaped as e
            cross join regexp_split_to_table(e.form, '') with ordinality as s (letter, place)
        ) as c
    )
    select array_agg(distinct convert_to(f.form, 'UTF8'))
    from escaped as e
    cross join ascii as a
    cross join unnest(array[
        written_forms.value,
        e.form,
        a.lower,
        a.upper,
        replace(e.form, '/', '\/'),
        replace(a.lower, '/', '\/'),
        replace(a.upper, '/', '\/')
    ]) as f (form)
$$;
ALTER FUNCTION hardal_private.written_forms(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.written_forms(value text) IS 'The bytes by which a text can be found in what should have been JSON: as it is, and in the escapes that senders use';
CREATE FUNCTION template.active_clients(period text DEFAULT 'day'::text, since date DEFAULT NULL::date, until date DEFAULT NULL::date, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.active_clients
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
    v_since constant date := coalesce(active_clients.since, '-infinity');
    -- one that the last period can be reckoned from
    v_until constant date := greatest('0001-01-02', least('9999-12-31', coalesce(active_clients.until, 'infinity')));
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform template.require(
        active_clients.period in ('day', 'week', 'month'), format('there is no period %L', active_clients.period), 'day, week or month'
    );
    perform template.require(
        template.is_time_zone(active_clients.time_zone),
        format('there is no time zone %L', active_clients.time_zone), 'such as UTC or Europe/Istanbul'
    );
    if active_clients.time_zone = 'UTC' then
        return query
        select a.period, a.starts_on, a.clients, a.events
        from template.active_clients as a
        where a.period = active_clients.period and a.starts_on >= v_since and a.starts_on < v_until
        order by a.starts_on;
        return;
    end if;
    v_read_since := template.day_start(v_since, active_clients.time_zone);
    -- the last period whole
    v_read_until := template.day_start(
        (
            date_trunc(active_clients.period, v_until - interval '1 day')
            + ('1 ' || active_clients.period)::interval
        )::date,
        active_clients.time_zone
    );
    return query
    select active_clients.period, c.starts_on, count(c.client_id), sum(c.events)::bigint
    from (
        select
            date_trunc(active_clients.period, e.created_at at time zone active_clients.time_zone)::date as starts_on,
            e.client_id,
            count(*) as events
        from template.events as e
        where e.created_at >= v_read_since and e.created_at < v_read_until
        group by date_trunc(active_clients.period, e.created_at at time zone active_clients.time_zone)::date, e.client_id
    ) as c
    where c.starts_on >= v_since
    group by c.starts_on
    order by c.starts_on;
end
$$;
ALTER FUNCTION template.active_clients(period text, since date, until date, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.active_clients(period text, since date, until date, time_zone text) IS 'Active clients by day, week or month, in a time zone; any but UTC needs the right to read events: select * from active_clients(''week'', ''2024-10-01'')';
CREATE FUNCTION template.as_timestamp(value text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select hardal_private.parse_timestamp(as_timestamp.value)
$$;
ALTER FUNCTION template.as_timestamp(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.as_timestamp(value text) IS 'The time that an RFC 3339 date and time names, UTC where it names no zone; null where it is not one';
CREATE FUNCTION template.daily_activity(since date DEFAULT NULL::date, until date DEFAULT NULL::date, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.daily_activity
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
    v_since constant date := coalesce(daily_activity.since, '-infinity');
    v_until constant date := coalesce(daily_activity.until, 'infinity');
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform template.require(
        template.is_time_zone(daily_activity.time_zone),
        format('there is no time zone %L', daily_activity.time_zone), 'such as UTC or Europe/Istanbul'
    );
    if daily_activity.time_zone = 'UTC' then
        return query
        select a.day, a.event_name, a.events, a.clients
        from template.daily_activity as a
        where a.day >= v_since and a.day < v_until
        order by a.day, a.event_name collate "C";
        return;
    end if;
    v_read_since := template.day_start(v_since, daily_activity.time_zone);
    v_read_until := template.day_start(v_until, daily_activity.time_zone);
    return query
    select c.day, c.event_name, sum(c.events)::bigint, count(c.client_id)
    from (
        select
            (e.created_at at time zone daily_activity.time_zone)::date as day,
            e.event_name,
            e.client_id,
            count(*) as events
        from template.events as e
        where e.created_at >= v_read_since and e.created_at < v_read_until
        group by (e.created_at at time zone daily_activity.time_zone)::date, e.event_name, e.client_id
    ) as c
    group by c.day, c.event_name
    order by c.day, c.event_name collate "C";
end
$$;
ALTER FUNCTION template.daily_activity(since date, until date, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.daily_activity(since date, until date, time_zone text) IS 'Events and clients by day and event name, in a time zone; any but UTC needs the right to read events: daily_activity(time_zone => ''Europe/Istanbul'')';
CREATE FUNCTION template.day_start(day date, time_zone text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select min(u.moment)
    from (
        select greatest('0001-01-01', least('9999-12-31', day_start.day)) as day
    ) as d
    cross join lateral (
        select d.day::timestamp at time zone day_start.time_zone as moment
    ) as m
    cross join lateral generate_series(m.moment - interval '3 hours', m.moment, interval '15 minutes') as u (moment)
    where (u.moment at time zone day_start.time_zone)::date >= d.day
$$;
ALTER FUNCTION template.day_start(day date, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.day_start(day date, time_zone text) IS 'For the reports: when the day begins in the time zone';
CREATE FUNCTION template.fixed_span(span interval) RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN make_interval(secs => (LEAST(EXTRACT(epoch FROM span), ('3155760000'::bigint)::numeric))::double precision);
ALTER FUNCTION template.fixed_span(span interval) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.fixed_span(span interval) IS 'For the reports: the interval in seconds alone, at most 100 years';
CREATE FUNCTION template.flatten(properties jsonb) RETURNS TABLE(path text, json_type text, value jsonb)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
 WITH RECURSIVE found AS (
          SELECT 1 AS level,
             replace(replace(k.key, '\'::text, '\\'::text), '.'::text, '\.'::text) AS path,
             k.value
            FROM jsonb_each(flatten.properties) k(key, value)
         UNION ALL
          SELECT (f_1.level + 1),
             ((f_1.path || '.'::text) || replace(replace(k.key, '\'::text, '\\'::text), '.'::text, '\.'::text)),
             k.value
            FROM (found f_1
              CROSS JOIN LATERAL jsonb_each(
                 CASE
                     WHEN (jsonb_typeof(f_1.value) = 'object'::text) THEN f_1.value
                     ELSE NULL::jsonb
                 END) k(key, value))
           WHERE ((f_1.level < 8) AND (octet_length(f_1.path) < 200))
         )
  SELECT f.path,
     jsonb_typeof(f.value) AS json_type,
     f.value
    FROM found f
   WHERE (octet_length(f.path) <= 200);
END;
ALTER FUNCTION template.flatten(properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.flatten(properties jsonb) IS 'The properties of an event, a row each: path (keys joined by dots), JSON type and value; select * from events cross join flatten(properties)';
CREATE FUNCTION template.funnel(steps text[], within interval DEFAULT '7 days'::interval, since timestamp with time zone DEFAULT (now() - '30 days'::interval), until timestamp with time zone DEFAULT NULL::timestamp with time zone, by text DEFAULT NULL::text) RETURNS SETOF hardal.funnel_step
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $_$
declare
    -- the text below is made of numbers and of what stands here: @plpgsql_check_options: security_warnings = off
    v_count constant int := coalesce(cardinality(funnel.steps), 0);
    v_within interval;
    v_since constant timestamptz := template.within_calendar(funnel.since, '-infinity');
    v_until constant timestamptz := template.within_calendar(funnel.until, 'infinity');
    v_keys constant text[] := template.path_keys(funnel.by);
    v_who constant text := case when funnel.by is null then '%1$s.client_id collate "C"' else '%1$s.client_id collate "C", %1$s.value collate "C"' end;
    v_events text;
    v_chains text;
    v_reached text := '';
    v_values text[];
    v_clients bigint[];
begin
    perform template.require(
        v_count between 1 and 20 and array_dims(funnel.steps) = format('[1:%s]', v_count)
        and not exists (select from unnest(funnel.steps) as s (name) where s.name is null),
        'steps are 1 to 20 event names', 'such as {view_item,add_to_cart,purchase}'
    );
    perform template.require(funnel.within >= '0', 'within is an interval, and not negative', 'such as 7 days');
    v_within := template.fixed_span(funnel.within);
    -- a statement of its own, because it can run in parallel
    if funnel.by is null then
        select array[null], array[count(*)] into v_values, v_clients
        from (
            select
            from template.events as e
            where e.event_name = funnel.steps[1] and e.created_at >= v_since and e.created_at < v_until and e.client_id is not null
            group by e.client_id
        ) as c;
    else
        select array_agg(g.value), array_agg(g.clients) into v_values, v_clients
        from (
            select c.value, count(*) as clients
            from (
                select e.properties #>> v_keys as value
                from template.events as e
                where e.event_name = funnel.steps[1] and e.created_at >= v_since and e.created_at < v_until and e.client_id is not null
                group by e.client_id, e.properties #>> v_keys
            ) as c
            group by c.value
        ) as g;
    end if;
    -- $1 steps, $2 since, $3 until, $4 until of later steps, $5 within, $6 the property's keys, $7 values, $8 their clients in step 1
    v_chains := format(
        'with v1 as (
            select e.client_id, %s as value, e.created_at as t, e.created_at as start
            from template.events as e
            where e.event_name = ($1)[1] and e.created_at >= $2 and e.created_at < $3 and e.client_id in (
                select s.client_id from template.events as s
                where s.event_name = ($1)[2] and s.created_at >= $2 and s.created_at < $4
            )
        )', case when funnel.by is null then 'null::text' else 'e.properties #>> $6' end
    );
    for k in 2..v_count loop
        v_events := format(
            case
                when funnel.by is not null then
                    'select e.client_id, o.value, e.created_at, null
                    from template.events as e
                    inner join (select distinct v.client_id, v.value from v%2$s as v) as o on e.client_id = o.client_id'
                else 'select e.client_id, null, e.created_at, null from template.events as e'
            end || ' where e.event_name = ($1)[%1$s] and e.created_at >= $2 and e.created_at < $4'
            || case
                when funnel.by is not null then ''
                when k > 2 then ' and e.client_id in (select v.client_id from v%2$s as v)'
                -- v1 is read once here, and so need not be kept
                else ' and e.client_id is not null'
            end,
            k, k - 1
        );
        v_chains := v_chains || format(
            ', v%1$s as (
                select c.client_id, c.value, c.t, c.before, c.start
                from (
                    select
                        u.client_id, u.value, u.t, u.start is null as is_event,
                        lag(u.t) over w as before, lag(u.start) over w as start
                    from (select v.client_id, v.value, v.t, v.start from v%2$s as v union all %3$s) as u
                    window w as (partition by %4$s order by u.t, u.start nulls %5$s)
                ) as c
                where c.is_event and c.t - c.start <= $5
            )',
            k, k - 1, v_events, format(v_who, 'u'),
            case when funnel.steps[k] = any (funnel.steps[:k - 1]) then 'first' else 'last' end
        );
        v_reached := v_reached || format(
            ' union all
            select
                %1$s, f.value, count(*), percentile_cont(0.5) within group (order by f.t - f.before),
                percentile_cont(0.5) within group (order by f.t - f.start)
            from (select distinct on (%2$s) v.value, v.t, v.before, v.start from v%1$s as v order by %2$s, v.t) as f
            group by f.value',
            k, format(v_who, 'v')
        );
    end loop;
    return query execute v_chains || format(
        ' select
            n.step, ($1)[n.step], s.value, coalesce(r.clients, 0),
            round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4),
            round(coalesce(r.clients, 0)::numeric / nullif(lag(coalesce(r.clients, 0)) over w, 0), 4),
            r.median_time, r.median_total_time
        from unnest($7, $8) with ordinality as s (value, clients, place)
        cross join generate_series(1, %s) as n (step)
        left join (
            select 1 as step, o.value, o.clients, null::interval as median_time, null::interval as median_total_time
            from unnest($7, $8) as o (value, clients)%s
        ) as r on n.step = r.step and (s.value is null) = (r.value is null) and coalesce(s.value, '''') = coalesce(r.value, '''')
        window w as (partition by s.place order by n.step)
        order by s.clients desc, s.value collate "C", n.step',
        v_count, v_reached
    )
    using funnel.steps, v_since, v_until, v_until + v_within, v_within, v_keys, v_values, v_clients;
end
$_$;
ALTER FUNCTION template.funnel(steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.funnel(steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text) IS 'How many clients went from event to event, within an interval; by a property of the first: select * from funnel(''{signup,purchase}'', ''7 days'')';
CREATE FUNCTION template.is_time_zone(name text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    return (now() at time zone name) is not null;
exception when invalid_parameter_value then
    return false;
end
$$;
ALTER FUNCTION template.is_time_zone(name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.is_time_zone(name text) IS 'Whether there is such a time zone, e.g. Europe/Istanbul';
CREATE FUNCTION template.path_keys(path text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT array_agg(regexp_replace(k.found[1], '\\(.)'::text, '\1'::text, 'g'::text) ORDER BY k.place) AS array_agg
    FROM regexp_matches(('.'::text || path_keys.path), '\.((?:\\.|[^.\\]|\\$)*)'::text, 'g'::text) WITH ORDINALITY k(found, place);
END;
ALTER FUNCTION template.path_keys(path text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.path_keys(path text) IS 'The keys of a property''s path: path_keys(''nested_data.category'') is {nested_data,category}';
CREATE FUNCTION template.paths(start_event text, since timestamp with time zone DEFAULT (now() - '30 days'::interval), until timestamp with time zone DEFAULT NULL::timestamp with time zone, within interval DEFAULT '01:00:00'::interval, depth integer DEFAULT 4, max_rows integer DEFAULT 50) RETURNS SETOF hardal.path
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
    v_since constant timestamptz := template.within_calendar(paths.since, '-infinity');
    v_until constant timestamptz := template.within_calendar(paths.until, 'infinity');
    v_within interval;
    v_read_until timestamptz;
begin
    perform template.require(paths.start_event is not null, 'start_event is required', 'an event_name, such as signup');
    perform template.require(paths.within >= '0', 'within is an interval, and not negative', 'such as 1 hour');
    perform template.require(paths.depth between 1 and 10, 'depth is between 1 and 10', 'it is the number of events after start_event');
    perform template.require(paths.max_rows between 1 and 10000, 'max_rows is between 1 and 10000', 'the most frequent paths come first');
    v_within := template.fixed_span(paths.within);
    v_read_until := v_until + v_within;
    return query
    select
        array_to_string(p.steps, ' > '),
        p.steps,
        sum(p.times)::bigint,
        count(*),
        round(sum(p.times) / sum(sum(p.times)) over (), 4)
    from (
        select s.client_id, s.steps, count(*) as times
        from (
            select
                f.client_id,
                f.names[:(select count(*) from unnest(f.times) as t (at) where t.at <= f.created_at + v_within)] as steps
            from (
                select
                    e.client_id,
                    e.created_at,
                    e.event_name = paths.start_event as is_start,
                    array_agg(e.event_name) over w as names,
                    array_agg(e.created_at) over w as times
                from template.events as e
                where
                    e.created_at >= v_since and e.created_at < v_read_until
                    and e.client_id in (
                        select i.client_id
                        from template.events as i
                        where i.event_name = paths.start_event and i.created_at >= v_since and i.created_at < v_until
                    )
                window w as (
                    partition by e.client_id
                    order by e.created_at, e.event_name <> paths.start_event, e.event_name collate "C"
                    rows between current row and paths.depth following
                )
            ) as f
            where f.is_start and f.created_at < v_until
        ) as s
        group by s.client_id, s.steps
    ) as p
    group by p.steps
    order by 3 desc, 4 desc, p.steps collate "C"
    limit paths.max_rows;
end
$$;
ALTER FUNCTION template.paths(start_event text, since timestamp with time zone, until timestamp with time zone, within interval, depth integer, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.paths(start_event text, since timestamp with time zone, until timestamp with time zone, within interval, depth integer, max_rows integer) IS 'What clients do after an event, the most frequent first: select * from paths(''signup'', depth => 3)';
CREATE FUNCTION template.property_breakdown(event_name text, property text, since timestamp with time zone DEFAULT (now() - '30 days'::interval), until timestamp with time zone DEFAULT NULL::timestamp with time zone, max_rows integer DEFAULT 50) RETURNS SETOF hardal.property_value
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
    v_since constant timestamptz := coalesce(property_breakdown.since, '-infinity');
    v_until constant timestamptz := coalesce(property_breakdown.until, 'infinity');
    v_keys constant text[] := template.path_keys(property_breakdown.property);
begin
    perform template.require(property_breakdown.event_name is not null, 'event_name is required', 'event_catalog lists them');
    perform template.require(v_keys is not null, 'property is required', 'property_catalog lists them, such as nested_data.category');
    perform template.require(
        property_breakdown.max_rows between 1 and 10000, 'max_rows is between 1 and 10000', 'the most frequent values come first'
    );
    return query
    select
        v.value,
        sum(v.events)::bigint,
        count(v.client_id),
        round(sum(v.events) / sum(sum(v.events)) over (), 4)
    from (
        select e.properties #>> v_keys as value, e.client_id, count(*) as events
        from template.events as e
        where e.event_name = property_breakdown.event_name and e.created_at >= v_since and e.created_at < v_until
        group by e.properties #>> v_keys, e.client_id
    ) as v
    group by v.value
    order by 2 desc, 3 desc, v.value collate "C"
    limit property_breakdown.max_rows;
end
$$;
ALTER FUNCTION template.property_breakdown(event_name text, property text, since timestamp with time zone, until timestamp with time zone, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.property_breakdown(event_name text, property text, since timestamp with time zone, until timestamp with time zone, max_rows integer) IS 'How often a property of an event has each value, the most frequent first: select * from property_breakdown(''purchase'', ''nested_data.category'')';
CREATE FUNCTION template.require(condition boolean, message text, hint text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if condition is not true then
        raise sqlstate 'PT400' using
            message = require.message,
            hint = require.hint;
    end if;
end
$$;
ALTER FUNCTION template.require(condition boolean, message text, hint text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.require(condition boolean, message text, hint text) IS 'For the reports: refuses a call whose arguments are wrong (PT400), unless the condition holds';
CREATE FUNCTION template.retention(first_event text DEFAULT NULL::text, return_event text DEFAULT NULL::text, period text DEFAULT 'week'::text, since timestamp with time zone DEFAULT NULL::timestamp with time zone, until timestamp with time zone DEFAULT NULL::timestamp with time zone, time_zone text DEFAULT 'UTC'::text) RETURNS SETOF hardal.retention_cell
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
    v_step interval;
    v_last timestamp;
    v_first timestamp;
    v_since timestamptz;
    v_until timestamptz;
begin
    perform template.require(
        retention.period in ('day', 'week', 'month'), format('there is no period %L', retention.period), 'day, week or month'
    );
    perform template.require(
        template.is_time_zone(retention.time_zone),
        format('there is no time zone %L', retention.time_zone), 'such as UTC or Europe/Istanbul'
    );
    perform template.require(
        isfinite(coalesce(retention.since, now())) and isfinite(coalesce(retention.until, now())),
        'since and until are no infinity', 'leave them out'
    );
    v_step := ('1 ' || retention.period)::interval;
    v_until := template.within_calendar(retention.until, now());
    v_last := date_trunc(
        retention.period,
        case when retention.until is null then v_until else v_until - interval '1 microsecond' end at time zone retention.time_zone
    );
    v_since := template.within_calendar(retention.since, now());
    v_first := case
        when retention.since is null then v_last - 7 * v_step
        else date_trunc(retention.period, v_since at time zone retention.time_zone)
    end;
    if retention.since is null then
        v_since := template.day_start(v_first::date, retention.time_zone);
    end if;
    if retention.until is null then
        v_until := template.day_start((v_last + v_step)::date, retention.time_zone);
    end if;
    perform template.require(
        v_first + 1000 * v_step > v_last, format('there are more than 1000 periods since %s', retention.since), 'a later since, or longer periods'
    );
    return query
    with periods as (
        select p.starts_on::date as starts_on, p.place::int as place
        from generate_series(v_first, v_last, v_step) with ordinality as p (starts_on, place)
    ),
    firsts as (
        select
            e.client_id,
            min(e.created_at) as first_at,
            date_trunc(retention.period, min(e.created_at) at time zone retention.time_zone)::date as cohort
        from template.events as e
        where
            e.client_id is not null and e.created_at < v_until
            and (retention.first_event is null or e.event_name = retention.first_event)
        group by e.client_id
        having min(e.created_at) >= v_since
    ),
    sizes as (
        select f.cohort, count(*) as clients
        from firsts as f
        group by f.cohort
    ),
    returned as (
        select f.cohort, r.starts_on, count(*) as clients
        from firsts as f
        inner join (
            select
                e.client_id,
                date_trunc(retention.period, e.created_at at time zone retention.time_zone)::date as starts_on,
                max(e.created_at) as last_at
            from template.events as e
            where
                e.client_id is not null and e.created_at >= v_since and e.created_at < v_until
                and (retention.return_event is null or e.event_name = retention.return_event)
            group by e.client_id, date_trunc(retention.period, e.created_at at time zone retention.time_zone)::date
        ) as r on f.client_id = r.client_id and f.first_at <= r.last_at
        group by f.cohort, r.starts_on
    )
    select
        c.starts_on,
        coalesce(s.clients, 0),
        p.place - c.place,
        coalesce(r.clients, 0),
        round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4)
    from periods as c
    inner join periods as p on c.place <= p.place
    left join sizes as s on c.starts_on = s.cohort
    left join returned as r on c.starts_on = r.cohort and p.starts_on = r.starts_on
    order by c.starts_on, p.place;
end
$$;
ALTER FUNCTION template.retention(first_event text, return_event text, period text, since timestamp with time zone, until timestamp with time zone, time_zone text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.retention(first_event text, return_event text, period text, since timestamp with time zone, until timestamp with time zone, time_zone text) IS 'How many clients come back, by the period of their first event and the periods after it: select * from retention(''signup'', ''purchase'', ''month'')';
CREATE FUNCTION template.sessions(since timestamp with time zone, until timestamp with time zone DEFAULT NULL::timestamp with time zone, gap interval DEFAULT '00:30:00'::interval) RETURNS SETOF hardal.session
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
    v_since constant timestamptz := template.within_calendar(sessions.since, '-infinity');
    v_until constant timestamptz := template.within_calendar(sessions.until, 'infinity');
    v_gap interval;
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform template.require(sessions.gap > '0', 'gap is longer than 0', 'such as 30 minutes');
    v_gap := template.fixed_span(sessions.gap);
    v_read_since := v_since - v_gap;
    v_read_until := v_until + interval '24 hours';
    return query
    select s.client_id, s.started_at, s.ended_at, s.ended_at - s.started_at, s.events, s.first_event, s.last_event
    from (
        -- of each session the first row and the last are left: the one that follows a first row is its last
        select
            b.client_id,
            b.is_first,
            b.created_at as started_at,
            case when b.is_last then b.created_at else lead(b.created_at) over w end as ended_at,
            case when b.is_last then 1 else lead(b.place) over w - b.place + 1 end as events,
            b.event_name as first_event,
            case when b.is_last then b.event_name else lead(b.event_name) over w end as last_event
        from (
            select
                e.client_id,
                e.created_at,
                e.event_name,
                row_number() over w as place,
                (e.created_at - lag(e.created_at) over w <= v_gap) is not true as is_first,
                (lead(e.created_at) over w - e.created_at <= v_gap) is not true as is_last
            from template.events as e
            where e.client_id is not null and e.created_at >= v_read_since and e.created_at < v_read_until
            window w as (partition by e.client_id order by e.created_at, e.event_name collate "C")
        ) as b
        where b.is_first or b.is_last
        window w as (partition by b.client_id order by b.created_at, b.place)
    ) as s
    where s.is_first and s.started_at >= v_since and s.started_at < v_until;
end
$$;
ALTER FUNCTION template.sessions(since timestamp with time zone, until timestamp with time zone, gap interval) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.sessions(since timestamp with time zone, until timestamp with time zone, gap interval) IS 'Sessions that start in [since, until), with a pause longer than gap between two: select * from sessions(now() - interval ''7 days'')';
CREATE FUNCTION template.within_calendar(moment timestamp with time zone, absent timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN GREATEST('0001-01-01 00:00:00+00'::timestamp with time zone, LEAST('9999-12-31 00:00:00+00'::timestamp with time zone, COALESCE(moment, absent)));
ALTER FUNCTION template.within_calendar(moment timestamp with time zone, absent timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION template.within_calendar(moment timestamp with time zone, absent timestamp with time zone) IS 'For the reports: the time, or that instead of null, moved into the years 1 to 9999';
CREATE FUNCTION template__store.answer(events jsonb, key text, dry boolean, lines bigint[], raws bytea[], row_ids uuid[], ids uuid[], errors jsonb[], outcomes text[]) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_places bigint[];
    v_rejected_ids uuid[];
    v_payloads jsonb[];
    v_raws bytea[];
    v_sizes bigint[];
    v_errors jsonb[];
    v_kept uuid[];
    v_answer jsonb;
begin
    -- the refused: of an erased one nothing may be kept; of one that is too large, its beginning
    select
        array_agg(b.place order by b.place),
        array_agg(
            coalesce(
                answer.row_ids[b.place],
                -- the same key with another event is no retry
                case
                    when not exists (
                        select
                        from template__store.rejected_events as h
                        where h.rejected_id = b.key_id and (h.payload, h.raw) is distinct from (b.payload, b.kept_raw)
                    ) then b.key_id
                end,
                hardal_private.uuid_v7()
            )
            order by b.place
        ),
        array_agg(b.payload order by b.place),
        array_agg(b.kept_raw order by b.place),
        array_agg(coalesce(octet_length(b.raw), pg_column_size(b.event))::bigint order by b.place),
        array_agg(coalesce(b.errors, hardal_private.outcome_errors(b.outcome)) order by b.place)
    into v_places, v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors
    from (
        select
            r.event,
            r.raw,
            r.errors,
            r.outcome,
            r.place,
            k.key_id,
            case when not g.erased and r.raw is null and not l.large then r.event end as payload,
            case
                when g.erased then null
                when r.raw is not null then substr(r.raw, 1, case when l.large then 8192 else octet_length(r.raw) end)
                when l.large then hardal_private.beginning(r.event)
            end as kept_raw
        from rows from (
            jsonb_array_elements(answer.events), unnest(answer.raws), unnest(answer.errors), unnest(answer.outcomes)
        ) with ordinality as r (event, raw, errors, outcome, place)
        cross join lateral (select coalesce(r.errors @> '[{"code": "too_large"}]', false) as large) as l
        cross join lateral (
            select case when answer.key is not null then hardal_private.derived_id('template', answer.key, r.place::int - 1) end as key_id
        ) as k
        -- of what was erased nothing is kept, whatever is wrong with it by now
        cross join lateral (
            select exists (
                select
                from template__store.event_ids as i
                where
                    i.digest is null
                    and i.id in (
                        answer.row_ids[r.place],
                        case
                            when jsonb_typeof(r.event -> 'id') = 'string'
                                then hardal_private.read_uuid(r.event ->> 'id')
                        end,
                        k.key_id
                    )
            ) as erased
        ) as g
        where r.outcome not in ('accepted', 'duplicate')
        offset 0 -- so that each is made once
    ) as b;
    if v_places is not null and not dry then
        v_kept := template__store.keep_rejected(v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors);
    end if;
    select jsonb_build_object(
        'accepted', count(*) filter (where u.outcome = 'accepted'),
        'duplicates', count(*) filter (where u.outcome = 'duplicate'),
        'rejected', coalesce(cardinality(v_places), 0),
        'ids', jsonb_agg(
            case
                when u.outcome not in ('accepted', 'duplicate') then null
                when answer.dry and u.event ->> 'id' is null then null
                else u.id
            end
            order by u.place
        )
    )
    into v_answer
    from rows from (
        jsonb_array_elements(answer.events), unnest(answer.ids), unnest(answer.outcomes)
    ) with ordinality as u (event, id, outcome, place);
    return v_answer || jsonb_build_object('errors', coalesce((
        select jsonb_agg(
            jsonb_build_object('index', r.place - 1)
            || case when answer.lines is null then '{}' else jsonb_build_object('line', answer.lines[r.place]) end
            || f.fault
            || jsonb_build_object('rejected_id', case when r.id = any (v_kept) then r.id end)
            order by r.place, f.place
        )
        from unnest(v_places, v_rejected_ids, v_errors) as r (place, id, errors)
        cross join lateral jsonb_array_elements(r.errors) with ordinality as f (fault, place)
    ), '[]'));
end
$$;
ALTER FUNCTION template__store.answer(events jsonb, key text, dry boolean, lines bigint[], raws bytea[], row_ids uuid[], ids uuid[], errors jsonb[], outcomes text[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.answer(events jsonb, key text, dry boolean, lines bigint[], raws bytea[], row_ids uuid[], ids uuid[], errors jsonb[], outcomes text[]) IS 'The answer for a batch by the outcome of each event; keeps the refused ones in quarantine unless dry';
CREATE FUNCTION template__store.columns_left(event_name text) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        100
        - (select count(*) from template__store.view_columns as c where c.event_name = columns_left.event_name and c.place is not null)
        - (select count(*) from template__store.wanted_columns as w where w.event_name = columns_left.event_name and w.path is not null)
$$;
ALTER FUNCTION template__store.columns_left(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.columns_left(event_name text) IS 'How many columns the typed view of an event can still get by themselves; less than 1 where it is full';
CREATE FUNCTION template__store.count_period(period text, starts_on date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_partitions oid[] := array(select i.inhrelid from pg_inherits as i where i.inhparent = 'template__store.events'::regclass order by i.inhrelid);
    v_seen oid[];
begin
    delete from template__store.activity as a
    where a.period = count_period.period and a.starts_on = count_period.starts_on;
    delete from template__store.property_counts as c
    where count_period.period = 'day' and c.day = count_period.starts_on;
    insert into template__store.counted_days (day)
    select count_period.starts_on
    where count_period.period = 'day';
    with gone as (
        delete from template__store.rollup_marks as m
        where m.period = count_period.period and m.starts_on = count_period.starts_on
    ),
    counted as (
        insert into template__store.activity (period, starts_on, event_name, events, clients, first_at, last_at)
        select
            l.period,
            l.starts_on,
            l.event_name,
            l.events,
            l.clients,
            l.first_at,
            l.last_at
        from template__store.live_activity as l
        where l.period = count_period.period and l.starts_on = count_period.starts_on
    ),
    properties_counted as (
        insert into template__store.property_counts (day, event_name, path, json_type, events, first_at, last_at, example)
        select
            l.day,
            l.event_name,
            l.path,
            l.json_type,
            l.events,
            l.first_at,
            l.last_at,
            l.example
        from template__store.live_properties as l
        where count_period.period = 'day' and l.day = count_period.starts_on
    )
    select array(select i.inhrelid from pg_inherits as i where i.inhparent = 'template__store.events'::regclass order by i.inhrelid)
    into v_seen;
    if v_seen <> v_partitions then
        raise lock_not_available using message = 'a partition came or went while a period was counted';
    end if;
end
$$;
ALTER FUNCTION template__store.count_period(period text, starts_on date) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.count_period(period text, starts_on date) IS 'Rolls one period up, or anew, from the events alone; 55P03 where a partition came or went meanwhile: to be done again';
CREATE FUNCTION template__store.discard_rejected(ids uuid[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_gone bigint := template__store.release_rejected(ids);
begin
    perform hardal_private.audit('quarantine.discard', 'template', null, jsonb_build_object('events', v_gone));
    return v_gone;
end
$$;
ALTER FUNCTION template__store.discard_rejected(ids uuid[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.discard_rejected(ids uuid[]) IS 'Deletes refused events for good; returns how many; skips those that somebody else is at';
CREATE FUNCTION template__store.drop_expired(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_partition record;
    v_month text;
begin
    if dry then
        return (
            select jsonb_build_object(
                'what', 'months dropped', 'object', string_agg(replace(substr(p.partition, 8), '_', '-'), ', ' order by p.partition),
                'count', count(*), 'bytes', sum(p.bytes)
            )
            from template__store.expired_partitions(template__store.next_horizon()) as p
            having count(*) > 0
        );
    end if;
    select p.* into v_partition
    from hardal_private.tenants as t
    cross join template__store.expired_partitions(t.horizon) as p
    where t.name = 'template'
    limit 1;
    if v_partition.partition is null then
        return null;
    end if;
    if v_partition.state = 'pending' then
        execute format('alter table template__store.events detach partition template__store.%I finalize', v_partition.partition);
    end if;
    execute format('drop table template__store.%I', v_partition.partition);
    update hardal_private.maintenance as m
    set trim_block = 0
    where m.tenant = 'template';
    v_month := replace(substr(v_partition.partition, 8), '_', '-');
    perform hardal_private.audit('retention.drop', 'template', v_month, jsonb_build_object('bytes', v_partition.bytes));
    return jsonb_build_object('what', 'months dropped', 'object', v_month, 'count', 1, 'bytes', v_partition.bytes);
end
$$;
ALTER FUNCTION template__store.drop_expired(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.drop_expired(dry boolean) IS 'A step of maintenance: drops the oldest month behind the horizon; null where there is none';
CREATE FUNCTION template__store.erase_partition(partition name, client_id text, request_id text, properties jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    -- all that it changes is in dynamic SQL: @plpgsql_check_options: performance_warnings = off
    v_gone bigint;
    v_times timestamptz[];
begin
    if to_regclass(format('template__store.%I', partition)) is null then
        return 0; -- retention was faster
    end if;
    execute format(
        'with gone as (
            delete from template__store.%I as e
            where hardal_private.concerns(e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3)
            returning e.id, e.created_at
        ),
        buried as (
            insert into template__store.event_ids (id)
            select g.id
            from gone as g
            order by g.id
            on conflict (id) do update set created_at = null, digest = null
        )
        select count(*), array_agg(distinct date_trunc(''day'', g.created_at, ''UTC''))
        from gone as g',
        partition
    ) into v_gone, v_times using client_id, request_id, properties;
    perform template__store.mark_periods(v_times);
    return v_gone;
end
$_$;
ALTER FUNCTION template__store.erase_partition(partition name, client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.erase_partition(partition name, client_id text, request_id text, properties jsonb) IS 'Erases a person''s events from one partition, leaves their ids as tombstones, and returns how many they were';
CREATE FUNCTION template__store.erase_rejected(client_id text, request_id text, properties jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_gone bigint;
begin
    with gone as (
        delete from template__store.rejected_events as r
        using template__store.person_rejected(
            erase_rejected.client_id, erase_rejected.request_id, erase_rejected.properties
        ) as p
        where r.rejected_id = p.rejected_id
        returning
            r.rejected_id,
            r.payload ->> 'id' as id,
            r.counted_bytes as bytes
    ),
    noted as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(g.bytes),
            0
        from gone as g
        having count(*) > 0
    ),
    buried as (
        insert into template__store.event_ids (id)
        select i.id
        from (
            select g.rejected_id as id
            from gone as g
            union
            select hardal_private.read_uuid(g.id)
            from gone as g
            where hardal_private.read_uuid(g.id) is not null
        ) as i
        order by i.id
        on conflict (id) do nothing
    )
    select count(*) into v_gone
    from gone as g;
    return v_gone;
end
$$;
ALTER FUNCTION template__store.erase_rejected(client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.erase_rejected(client_id text, request_id text, properties jsonb) IS 'Erases a person''s refused events from the quarantine, leaves their ids as tombstones, and returns how many they were';
CREATE FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) RETURNS SETOF hardal.event
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
    v_after timestamptz;
begin
    if events_page.after is not null then
        select l.created_at into v_after
        from template__store.event_ids as l
        where l.id = events_page.after;
        if v_after is null then
            raise sqlstate 'PT400' using
                message = format('after=%s is no event of this tenant', events_page.after),
                hint = 'give the id of the last event of the page before';
        end if;
    end if;
    return query
    select
        e.id,
        e.event_name,
        e.hardal_server_request_id,
        e.client_id,
        e.properties,
        e.created_at,
        e.received_at,
        e.event_date
    from template__store.events as e
    where
        (events_page.event_name is null or e.event_name = events_page.event_name)
        and (events_page.client_id is null or e.client_id = events_page.client_id)
        and (events_page.since is null or e.created_at >= events_page.since)
        and (events_page.until is null or e.created_at < events_page.until)
        and (
            events_page.after is null
            or (e.created_at <= v_after and (e.created_at, e.id) < (v_after, events_page.after))
        )
    order by e.created_at desc, e.id desc
    limit events_page.max_rows;
end
$$;
ALTER FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) IS 'One page of the tenant''s events, newest first';
CREATE FUNCTION template__store.expire_rejected(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_days int := (hardal_private.tenant_limits('template')).quarantine_days;
    v_expired bigint;
begin
    if dry then
        v_expired := (
            select count(*)
            from template__store.rejected_events as r
            where r.received_at < hardal_private.clock() - make_interval(days => v_days)
        );
    elsif
        (select count(*) from (select from template__store.quarantine_changes as c limit 2) as c) > 1
        or exists (
            select
            from template__store.rejected_events as r
            where r.received_at < hardal_private.clock() - make_interval(days => v_days)
        )
    then
        v_expired := template__store.tidy_quarantine();
    end if;
    return (
        select jsonb_build_object('what', 'rejected events expired', 'object', null, 'count', v_expired)
        where v_expired > 0
    );
end
$$;
ALTER FUNCTION template__store.expire_rejected(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.expire_rejected(dry boolean) IS 'A step of maintenance: lets up to 1,000 expired events out of quarantine; null where none is left';
CREATE FUNCTION template__store.expired_partitions(horizon timestamp with time zone) RETURNS TABLE(partition name, state text, bytes bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        p.partition,
        p.state,
        p.bytes
    from template__store.list_partitions() as p
    where p.partition < to_char(expired_partitions.horizon at time zone 'UTC', '"events_"YYYY"_"MM')
    order by p.partition
$$;
ALTER FUNCTION template__store.expired_partitions(horizon timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.expired_partitions(horizon timestamp with time zone) IS 'Partitions that are older than this horizon, oldest first, as list_partitions tells them';
CREATE FUNCTION template__store.find_rejected(code text, event_name text, since timestamp with time zone, until timestamp with time zone, ids uuid[], max_rows bigint) RETURNS TABLE(rejected_id uuid, received_at timestamp with time zone, name text, bytes bigint, errors jsonb, payload jsonb, raw bytea)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        r.rejected_id,
        r.received_at,
        r.payload ->> 'event_name' as name,
        r.bytes,
        r.errors,
        r.payload,
        r.raw
    from template__store.rejected_events as r
    where
        (find_rejected.code is null or r.errors @> jsonb_build_array(jsonb_build_object('code', find_rejected.code)))
        and (find_rejected.event_name is null or r.payload ->> 'event_name' = find_rejected.event_name)
        and (find_rejected.since is null or r.received_at >= find_rejected.since)
        and (find_rejected.until is null or r.received_at < find_rejected.until)
        and (find_rejected.ids is null or r.rejected_id = any (find_rejected.ids))
    order by r.received_at, r.rejected_id
    limit find_rejected.max_rows
$$;
ALTER FUNCTION template__store.find_rejected(code text, event_name text, since timestamp with time zone, until timestamp with time zone, ids uuid[], max_rows bigint) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.find_rejected(code text, event_name text, since timestamp with time zone, until timestamp with time zone, ids uuid[], max_rows bigint) IS 'Refused events by error code, name, time of receipt (until is exclusive) or id, oldest first';
CREATE FUNCTION template__store.import_lines(body bytea, row_ids uuid[]) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on'
    SET lock_timeout TO '5s'
    AS $_$
declare
    v_read record := hardal_private.read_lines(body);
    v_events jsonb := v_read.events;
    v_received timestamptz[];
begin
    if exists (select from hardal_private.tenants as t where t.name = 'template' and t.suspended_at is not null) then
        raise sqlstate 'HD403' using
            message = 'the tenant template is suspended: it takes nothing in',
            hint = 'hardal-admin tenant resume template';
    end if;
    if cardinality(v_read.lines) is distinct from cardinality(import_lines.row_ids) then
        raise sqlstate 'PT400' using
            message = format('%s lines came with %s ids', cardinality(v_read.lines), cardinality(import_lines.row_ids)),
            hint = 'send an id for each line that is not blank';
    end if;
    if jsonb_path_exists(v_events, '$[*] ? (exists(@.received_at) || !exists(@.id) || @.id == null)') then
        select
            jsonb_agg(
                case
                    when jsonb_typeof(s.event) = 'object' and jsonb_typeof(coalesce(s.event -> 'id', 'null')) = 'null'
                        then s.event || jsonb_build_object('id', import_lines.row_ids[s.place])
                    else s.event
                end
            ),
            array_agg(s.received_at)
        into v_events, v_received
        from (
            select
                r.place,
                r.received_at,
                case
                    when
                        r.received_at <= hardal_private.clock() + interval '24 hours'
                        or jsonb_typeof(r.event -> 'received_at') = 'null'
                        then r.event - 'received_at'
                    else r.event
                end as event
            from (
                select
                    e.event,
                    e.place,
                    case
                        when jsonb_typeof(e.event -> 'received_at') = 'string'
                            then hardal_private.parse_timestamp(e.event ->> 'received_at')
                    end as received_at
                from jsonb_array_elements(v_events) with ordinality as e (event, place)
                offset 0 -- so that each time is read once
            ) as r
        ) as s;
    end if;
    return template__store.ingest(
        v_events, null, false, v_read.lines, v_read.raws, v_read.faults, row_ids, v_received
    ) - 'ids';
end
$_$;
ALTER FUNCTION template__store.import_lines(body bytea, row_ids uuid[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.import_lines(body bytea, row_ids uuid[]) IS 'Stores a batch of NDJSON for an import, with the id of each line, and received_at where a line names one; answers as ingest does, without ids';
CREATE FUNCTION template__store.ingest(events jsonb, key text DEFAULT NULL::text, dry boolean DEFAULT false, lines bigint[] DEFAULT NULL::bigint[], raws bytea[] DEFAULT NULL::bytea[], faults text[] DEFAULT NULL::text[], row_ids uuid[] DEFAULT NULL::uuid[], received timestamp with time zone[] DEFAULT NULL::timestamp with time zone[]) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET default_tablespace TO ''
    SET lock_timeout TO '2s'
    AS $$
declare
    v_answer jsonb;
    v_tries int := 0;
    -- for all waits of the call together
    v_deadline timestamptz := clock_timestamp() + interval '2 s';
begin
    loop
        begin
            if v_tries > 0 then
                perform hardal_private.wait_until(v_deadline);
                -- once we hold it, whoever was attaching a partition is done
                lock table template__store.partition_lock in exclusive mode;
                perform hardal_private.wait_until(v_deadline);
            end if;
            if v_tries = 2 then
                -- changes nothing, but drops the list
                alter table template__store.events alter column id set statistics -1;
            end if;
            v_answer := template__store.store_events(
                events, key, dry, v_tries > 0, lines, raws, faults, row_ids, received, v_deadline
            );
            exit;
        exception
            -- no partition; or retention took an id out of the ledger while this batch was looking at it
            when check_violation or serialization_failure then
                v_tries := v_tries + 1;
                if v_tries > 2 then
                    perform hardal_private.refuse(
                        429, 'no partition took these events', sqlerrm,
                        'send the same request again in a second: nothing of it was stored', '{"Retry-After": "1"}'
                    );
                end if;
            -- a deadlock is a client's that ingests several batches in one transaction; the other is not to pay for it
            when lock_not_available or deadlock_detected then
                perform hardal_private.refuse(
                    429, 'another transaction holds one of these ids, or is making their partition', null,
                    'send the same request again in a second: nothing of it was stored', '{"Retry-After": "1"}'
                );
        end;
    end loop;
    return v_answer;
end
$$;
ALTER FUNCTION template__store.ingest(events jsonb, key text, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.ingest(events jsonb, key text, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[]) IS 'Stores an array of events for the tenant, or only says what would become of them (dry), and answers for each; PT429 where it waited too long';
CREATE FUNCTION template__store.keep_rejected(rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]) RETURNS uuid[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_limits record := hardal_private.tenant_limits('template');
    v_kept bigint;
    v_bytes bigint;
    v_changes bigint;
    v_here uuid[];
    v_ids uuid[];
begin
    select
        coalesce(sum(c.kept), 0)::bigint,
        coalesce(sum(c.bytes), 0)::bigint,
        count(*)
    into v_kept, v_bytes, v_changes
    from template__store.quarantine_changes as c;
    if v_changes > 100 then
        perform template__store.tidy_quarantine();
    elsif
        v_kept + cardinality(rejected_ids) > v_limits.quarantine_rows
        and template__store.tidy_quarantine() > 0
    then
        -- there is room again
        select coalesce(sum(c.kept), 0)::bigint, coalesce(sum(c.bytes), 0)::bigint into v_kept, v_bytes
        from template__store.quarantine_changes as c;
    end if;
    v_here := array(
        select r.rejected_id
        from template__store.rejected_events as r
        where r.rejected_id = any (rejected_ids)
    );
    -- in the order sent, while there is room
    with offered as (
        select
            u.id,
            u.payload,
            u.raw,
            u.size,
            u.errors,
            s.bytes,
            v_kept + row_number() over places <= v_limits.quarantine_rows
            and v_bytes + sum(s.bytes) over places <= v_limits.quarantine_bytes as fits
        from unnest(rejected_ids, payloads, raws, sizes, errors) with ordinality as u (id, payload, raw, size, errors, place)
        cross join lateral (select hardal_private.refused_bytes(u.payload, u.raw, u.errors) as bytes) as s
        where u.id <> all (v_here)
        window places as (order by u.place)
    ),
    kept as (
        insert into template__store.rejected_events (
            rejected_id, received_at, payload, raw, bytes, counted_bytes, errors
        )
        select
            o.id,
            hardal_private.clock(),
            o.payload,
            o.raw,
            o.size,
            o.bytes,
            o.errors
        from offered as o
        where o.fits
        on conflict (rejected_id) do nothing
        returning counted_bytes as bytes
    ),
    noted as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            k.kept,
            k.bytes,
            o.dropped
        from (
            select
                count(*) as kept,
                coalesce(sum(k.bytes), 0) as bytes
            from kept as k
        ) as k
        cross join (
            select count(*) as dropped
            from offered as o
            where not o.fits
        ) as o
    )
    select coalesce(array_agg(o.id), '{}') into v_ids
    from offered as o
    where o.fits;
    return v_here || v_ids;
end
$$;
ALTER FUNCTION template__store.keep_rejected(rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.keep_rejected(rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]) IS 'Puts refused events into quarantine as far as there is room and returns the ids of those that it kept; counts the others';
CREATE FUNCTION template__store.leave_rollups(horizon timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    update template__store.rollups as r
    set rolled_from = n.starts_on
    from (
        select
            o.period,
            (
                date_trunc(o.period, leave_rollups.horizon at time zone 'UTC')
                + case
                    when date_trunc(o.period, leave_rollups.horizon at time zone 'UTC') < leave_rollups.horizon at time zone 'UTC' then o.step
                    else '0'
                end
            )::date as starts_on
        from template__store.rollups as o
    ) as n
    where r.period = n.period and r.rolled_from < n.starts_on;
    delete from template__store.activity as a
    using template__store.rollups as r
    where a.period = r.period and a.starts_on < r.rolled_from;
    delete from template__store.property_counts as c
    using template__store.rollups as r
    where r.period = 'day' and c.day < r.rolled_from;
    delete from template__store.rollup_marks as m
    using template__store.rollups as r
    where m.period = r.period and m.starts_on < r.rolled_from;
end
$$;
ALTER FUNCTION template__store.leave_rollups(horizon timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.leave_rollups(horizon timestamp with time zone) IS 'Takes the periods before a horizon out of the rollups: they are counted live for as long as they are there';
CREATE FUNCTION template__store.list_partitions() RETURNS TABLE(partition name, state text, bytes bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    select
        c.relname as partition,
        case when i.inhrelid is null then 'detached' when i.inhdetachpending then 'pending' else 'attached' end as state,
        pg_total_relation_size(c.oid) as bytes
    from pg_class as c
    left join pg_inherits as i on c.oid = i.inhrelid
    where
        c.relnamespace = 'template__store'::regnamespace
        and c.relkind = 'r'
        and c.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
    order by c.relname
$_$;
ALTER FUNCTION template__store.list_partitions() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.list_partitions() IS 'All partitions, their bytes, and whether they are attached, pending (a detach was stopped) or detached';
CREATE FUNCTION template__store.make_event_view(event_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    -- names are quoted, values literals, expressions hardal's own: @plpgsql_check_options: security_warnings = off
    v_view name;
    v_safe text := hardal_private.safe_name(event_name);
    v_taken name[];
    v_wanted record;
    v_name name;
    v_columns text;
    v_comments text;
begin
    select v.view_name into v_view
    from template__store.event_views as v
    where v.event_name = make_event_view.event_name;
    if v_view is null then
        v_view := hardal_private.free_name(
            v_safe
            || case
                when
                    to_regclass(format('template.%I', v_safe)) is null
                    or exists (select from template__store.event_views as v where v.view_name = v_safe) then ''
                else '_event'
            end,
            array(select c.relname from pg_class as c where c.relnamespace = 'template'::regnamespace)
            || array(select t.typname from pg_type as t where t.typnamespace = 'template'::regnamespace)
            || array(select v.view_name from template__store.event_views as v)
        );
        insert into template__store.event_views (event_name, view_name)
        values (make_event_view.event_name, v_view);
    end if;
    v_taken := hardal_private.fixed_columns() || array(
        select c.column_name
        from template__store.view_columns as c
        where c.event_name = make_event_view.event_name
    );
    for v_wanted in
        select
            w.path,
            coalesce(a.column_type, w.column_type) as column_type,
            a.column_name as pinned_name
        from template__store.wanted_columns as w
        -- what a DBA has pinned ahead; where two types were seen, it is not for that of text
        left join template__store.view_columns as a on w.event_name = a.event_name and w.path = a.path and a.place is null
            and (
                w.column_type <> 'text' or a.column_type = 'text'
                or not exists (
                    select from template__store.wanted_columns as o
                    where o.event_name = w.event_name and o.path = w.path and o.column_type <> 'text'
                )
            )
        where w.event_name = make_event_view.event_name and w.path is not null
        order by a.path is null, w.events desc, w.path, w.column_type = 'text'
    loop
        continue when exists (
            select
            from template__store.view_columns as c
            where
                c.event_name = make_event_view.event_name and c.path = v_wanted.path
                and c.column_type = v_wanted.column_type and c.place is not null
        );
        v_name := coalesce(
            v_wanted.pinned_name,
            hardal_private.free_name(
                hardal_private.safe_name(
                    v_wanted.path
                    || case
                        when exists (
                            select
                            from template__store.view_columns as c
                            where c.event_name = make_event_view.event_name and c.path = v_wanted.path and c.place is not null
                        ) then '_text' else ''
                    end
                ),
                v_taken
            )
        );
        v_taken := v_taken || v_name;
        insert into template__store.view_columns as c (event_name, path, column_type, column_name, place)
        select
            make_event_view.event_name,
            v_wanted.path,
            v_wanted.column_type,
            v_name,
            coalesce(max(o.place), 0) + 1
        from template__store.view_columns as o
        where o.event_name = make_event_view.event_name
        on conflict on constraint view_columns_pkey do update set place = excluded.place;
    end loop;
    delete from template__store.wanted_columns as w
    where w.event_name = make_event_view.event_name;
    select
        string_agg(
            format(
                E',\n    %s as %I',
                hardal_private.property_expression(
                    template.path_keys(c.path), c.column_type, c.pinned, 'template.as_timestamp'
                ),
                c.column_name
            ),
            ''
            order by c.place
        ),
        string_agg(
            format(
                'comment on column template.%I.%I is %L;', v_view, c.column_name,
                format('Property %s as %s; null where it is none', c.path, c.column_type)
            ),
            E'\n'
        )
    into v_columns, v_comments
    from template__store.view_columns as c
    where c.event_name = make_event_view.event_name and c.place is not null;
    execute format(
        'create or replace view template.%I with (security_invoker = true) as
select
    e.id,
    e.created_at,
    e.event_date,
    e.hardal_server_request_id,
    e.client_id,
    e.received_at,
    e.properties%s
from template__store.events as e
where e.event_name = %L',
        v_view, v_columns, event_name
    );
    execute format('comment on view template.%I is %L', v_view, format('Events named %s, a column a property', event_name));
    execute (
        select string_agg(format('comment on column template.%I.%I is %L', v_view, d.name, d.comment), '; ')
        from (
            select
                a.attname as name,
                col_description(a.attrelid, a.attnum) as comment
            from pg_attribute as a
            where
                a.attrelid = 'template.events'::regclass
                and a.attname = any (hardal_private.fixed_columns())
                and a.attname <> 'event_name'
        ) as d
    );
    execute coalesce(v_comments, '');
    execute format('revoke all on template.%I from public', v_view);
    execute format('grant select on template.%I to template__read', v_view);
end
$$;
ALTER FUNCTION template__store.make_event_view(event_name text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_event_view(event_name text) IS 'Makes the view of an event name with a column a property, or adds those at its end that are written down as wanted';
CREATE FUNCTION template__store.make_event_views(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_name text;
    v_did jsonb;
begin
    if dry then
        return null;
    end if;
    select w.event_name into v_name
    from template__store.wanted_columns as w
    where not w.postponed
    group by w.event_name
    order by max(w.events) desc, w.event_name
    limit 1;
    if not found then
        return null;
    end if;
    begin
        perform template__store.make_event_view(v_name);
        return jsonb_build_object('what', 'typed views made', 'object', v_name, 'count', 1);
    exception
        when lock_not_available or deadlock_detected then
            v_did := jsonb_build_object('what', 'postponed', 'object', format('a session reads the view of %s', v_name));
        when others then
            v_did := jsonb_build_object('what', 'failed', 'object', format('make_event_views: the view of %s: %s', v_name, sqlerrm));
    end;
    update template__store.wanted_columns as w
    set postponed = true
    where w.event_name = v_name;
    return v_did || jsonb_build_object('count', 1, 'more', true);
end
$$;
ALTER FUNCTION template__store.make_event_views(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_event_views(dry boolean) IS 'A step of maintenance: makes the typed view of one event name, or adds columns to it; null where none is wanted';
CREATE FUNCTION template__store.make_partitions(times timestamp with time zone[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET default_tablespace TO ''
    AS $$
declare
    v_month timestamp;
    v_partition text;
begin
    -- two that need the same month wait here for each other; whoever comes second finds it made
    lock table template__store.partition_lock in exclusive mode;
    for v_month in
        select distinct date_trunc('month', t.at at time zone 'UTC') as month
        from unnest(times) as t (at)
        where t.at is not null
        order by month
    loop
        v_partition := to_char(v_month, '"events_"YYYY"_"MM');
        if to_regclass(format('template__store.%I', v_partition)) is null then
            execute format(
                'create table template__store.%I (like template__store.events including all, '
                -- tells the planner that a filter on event_date leaves other months out
                || 'constraint "event_date is in the month of the partition" '
                || 'check (event_date >= %L and event_date < %L))',
                v_partition, v_month::date, (v_month + interval '1 month')::date
            );
            execute format(
                'comment on table template__store.%I is %L',
                v_partition, format('Events of %s (UTC)', to_char(v_month, 'YYYY-MM'))
            );
            execute format(
                'alter table template__store.events attach partition template__store.%I for values from (%L) to (%L)',
                v_partition, v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC'
            );
        end if;
    end loop;
end
$$;
ALTER FUNCTION template__store.make_partitions(times timestamp with time zone[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_partitions(times timestamp with time zone[]) IS 'Makes the monthly partitions that events of these times need, where they are missing';
CREATE FUNCTION template__store.make_partitions_ahead(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_times timestamptz[];
    v_months text;
begin
    select
        array_agg(m.at),
        string_agg(to_char(m.at at time zone 'UTC', 'YYYY-MM'), ', ' order by m.at)
    into v_times, v_months
    from unnest(array[hardal_private.clock(), hardal_private.clock() + interval '1 month']) as m (at)
    where to_regclass(to_char(m.at at time zone 'UTC', '"template__store.events_"YYYY"_"MM')) is null;
    if v_times is null then
        return null;
    end if;
    if not dry then
        perform template__store.make_partitions(v_times);
    end if;
    return jsonb_build_object('what', 'partitions made', 'object', v_months, 'count', cardinality(v_times));
end
$$;
ALTER FUNCTION template__store.make_partitions_ahead(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.make_partitions_ahead(dry boolean) IS 'A step of maintenance: makes the partitions of this month and the next; null where they are there';
CREATE FUNCTION template__store.mark_periods(times timestamp with time zone[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    insert into template__store.rollup_marks (period, starts_on)
    select distinct
        r.period,
        date_trunc(r.period, u.at at time zone 'UTC')::date
    from unnest(mark_periods.times) as u (at)
    cross join template__store.rollups as r
    cross join template__store.boundary as b
    where date_trunc(r.period, u.at at time zone 'UTC') + r.step <= b.boundary
$$;
ALTER FUNCTION template__store.mark_periods(times timestamp with time zone[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.mark_periods(times timestamp with time zone[]) IS 'Marks the days, weeks and months of these times that lie before the boundary whole';
CREATE FUNCTION template__store.missing_columns() RETURNS TABLE(event_name text, path text, column_type text, events bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with seen as (
        select
            s.event_name,
            s.path,
            t.column_type,
            sum(s.events)::bigint as events
        from template__store.seen_properties() as s
        -- objects are flattened, and null tells no type
        left join lateral (
            select case s.json_type when 'string' then 'text' when 'number' then 'numeric' when 'boolean' then 'boolean' when 'array' then 'jsonb' end
        ) as t (column_type) on true
        group by s.event_name, s.path, t.column_type
    ),
    known as (
        select
            c.event_name,
            c.path,
            c.column_type,
            c.place is null as ahead
        from template__store.view_columns as c
        union all
        select
            w.event_name,
            w.path,
            w.column_type,
            false
        from template__store.wanted_columns as w
    ),
    names as (
        select
            n.event_name,
            n.events,
            n.is_new
        from (
            select
                g.event_name,
                g.events,
                g.is_new,
                g.is_pinned,
                row_number() over (partition by g.is_new and not g.is_pinned order by g.events desc, g.event_name asc) as turn
            from (
                select
                    s.event_name,
                    sum(s.events)::bigint as events,
                    not exists (select from template__store.event_views as v where v.event_name = s.event_name)
                    and not exists (select from template__store.wanted_columns as w where w.event_name = s.event_name) as is_new,
                    exists (select from known as k where k.event_name = s.event_name and k.ahead) as is_pinned
                from seen as s
                group by s.event_name
            ) as g
        ) as n
        where not n.is_new or n.is_pinned or n.turn <= template__store.views_left()
    ),
    firsts as (
        select distinct on (s.event_name, s.path)
            s.event_name,
            s.path,
            coalesce(k.column_type, s.column_type) as column_type,
            k.ahead is false as is_held,
            k.ahead is true as is_pinned,
            s.events
        from seen as s
        inner join names as n on s.event_name = n.event_name
        left join (
            select distinct on (o.event_name, o.path)
                o.event_name,
                o.path,
                o.column_type,
                o.ahead
            from known as o
            where o.path is not null
            order by o.event_name asc, o.path asc, o.ahead asc, o.column_type = 'text' asc
        ) as k on s.event_name = k.event_name and s.path = k.path
        where s.path is not null and s.column_type is not null
        order by s.event_name asc, s.path asc, s.events desc, s.column_type asc
    ),
    missing as (
        select
            f.event_name,
            f.path,
            f.column_type,
            f.events,
            f.is_pinned,
            false as is_wider
        from firsts as f
        where not f.is_held
        union all
        select
            f.event_name,
            f.path,
            'text',
            f.events,
            false,
            true
        from firsts as f
        where
            f.column_type not in ('text', 'jsonb')
            and exists (
                select
                from seen as s
                where s.event_name = f.event_name and s.path = f.path and s.column_type <> f.column_type
            )
            and not exists (
                select
                from known as k
                where k.event_name = f.event_name and k.path = f.path and k.column_type = 'text'
            )
    )
    select
        n.event_name,
        null as path,
        null as column_type,
        n.events
    from names as n
    where n.is_new
    union all
    select
        m.event_name,
        m.path,
        m.column_type,
        m.events
    from (
        select
            o.*,
            row_number() over (
                partition by o.event_name, o.is_pinned
                order by o.events desc, o.path asc, o.is_wider asc
            ) as turn
        from missing as o
    ) as m
    where m.is_pinned or m.turn <= template__store.columns_left(m.event_name)
    union all
    select
        v.event_name,
        null,
        null,
        0
    from template__store.event_views as v
    where to_regclass(format('template.%I', v.view_name)) is null
$$;
ALTER FUNCTION template__store.missing_columns() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.missing_columns() IS 'Columns that typed views should get, and views that are to be made (path is null)';
CREATE FUNCTION template__store.move_boundary(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_next date := (hardal_private.clock() at time zone 'UTC' - interval '2 hours')::date;
begin
    if not dry then
        update template__store.boundary as b
        set boundary = v_next, waits_for = null
        where b.boundary < v_next;
    end if;
    return null;
end
$$;
ALTER FUNCTION template__store.move_boundary(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.move_boundary(dry boolean) IS 'A step of maintenance: days before the boundary are to be rolled up; says nothing';
CREATE FUNCTION template__store.move_horizon(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_next timestamptz := template__store.next_horizon();
begin
    if not exists (
        select from hardal_private.tenants as t where t.name = 'template' and t.horizon is distinct from v_next
    ) then
        return null;
    end if;
    if not dry then
        update hardal_private.tenants as t
        set horizon = v_next
        where t.name = 'template';
        perform template__store.leave_rollups(v_next);
    end if;
    return jsonb_build_object(
        'what', 'horizon moved',
        'object', coalesce(to_char(v_next at time zone 'UTC', 'YYYY-MM-DD'), 'none'),
        'count', 1
    );
end
$$;
ALTER FUNCTION template__store.move_horizon(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.move_horizon(dry boolean) IS 'A step of maintenance: older events are too_old from its commit on; null where the horizon is where it should be';
CREATE FUNCTION template__store.next_horizon() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select case when m.trim_block is null then k.since else greatest(k.since, least(t.horizon, w.since)) end
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    cross join lateral (
        select date_trunc(
            'month', hardal_private.clock() at time zone 'UTC' - make_interval(months => t.retention_months)
        ) at time zone 'UTC' as since
    ) as k
    cross join lateral (
        select min(to_timestamp(p.partition || '+00', '"events_"YYYY"_"MMTZH')) as since
        from template__store.list_partitions() as p
        where p.state = 'attached'
    ) as w
    where t.name = 'template'
$$;
ALTER FUNCTION template__store.next_horizon() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.next_horizon() IS 'The beginning of the oldest month that retention keeps; null where it keeps all';
CREATE FUNCTION template__store.outcomes(ids uuid[], digests bigint[], entered uuid[]) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select array_agg(
        case
            when n.id is null then 'rejected'
            when n.gone then 'gone'
            when n.turn = 1 and n.entered then 'accepted'
            when n.known = n.digest then 'duplicate'
            when n.known is null then 'erased'
            else 'id_conflict'
        end
        order by n.place
    )
    from (
        select
            u.id,
            u.digest,
            u.place,
            row_number() over same_id as turn,
            case
                when outcomes.entered is null then l.id is null
                else u.id in (select e.id from unnest(outcomes.entered) as e (id))
            end as entered,
            -- retention took it between the two statements
            outcomes.entered is not null and l.id is null as gone,
            case when l.id is null then first_value(u.digest) over same_id else l.digest end as known
        from unnest(outcomes.ids, outcomes.digests) with ordinality as u (id, digest, place)
        left join template__store.event_ids as l on u.id = l.id
        window same_id as (partition by u.id order by u.place)
    ) as n
$$;
ALTER FUNCTION template__store.outcomes(ids uuid[], digests bigint[], entered uuid[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.outcomes(ids uuid[], digests bigint[], entered uuid[]) IS 'For each id of a batch: accepted, duplicate, id_conflict, erased; rejected where it has none, gone where the ledger lost it meanwhile';
CREATE TABLE template__store.events (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    event_date date GENERATED ALWAYS AS (((created_at AT TIME ZONE 'UTC'::text))::date) STORED NOT NULL,
    event_name text NOT NULL,
    hardal_server_request_id text,
    client_id text,
    properties jsonb NOT NULL
)
PARTITION BY RANGE (created_at);
ALTER TABLE template__store.events OWNER TO hardal_owner;
COMMENT ON TABLE template__store.events IS 'Events, a partition a month of created_at (UTC)';
COMMENT ON COLUMN template__store.events.id IS 'The event''s id, unique in the tenant by event_ids';
COMMENT ON COLUMN template__store.events.created_at IS 'When it happened, as the sender says';
COMMENT ON COLUMN template__store.events.received_at IS 'Start of the transaction that stored it';
COMMENT ON COLUMN template__store.events.event_date IS 'The day of created_at in UTC';
COMMENT ON COLUMN template__store.events.event_name IS 'What happened';
COMMENT ON COLUMN template__store.events.hardal_server_request_id IS 'The request or user in the sending system';
COMMENT ON COLUMN template__store.events.client_id IS 'The client that the event is of';
COMMENT ON COLUMN template__store.events.properties IS 'All else that was sent, a JSON object';
CREATE FUNCTION template__store.person_events(client_id text, request_id text, properties jsonb) RETURNS SETOF template__store.events
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_partition name;
begin
    for v_partition in select p.partition from template__store.list_partitions() as p loop
        return query execute format(
            'select
                e.id, e.created_at, e.received_at, e.event_date, e.event_name, e.hardal_server_request_id, e.client_id,
                e.properties
            from template__store.%I as e
            where hardal_private.concerns(e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3)
            order by e.created_at, e.id',
            v_partition
        )
        using client_id, request_id, properties;
    end loop;
end
$_$;
ALTER FUNCTION template__store.person_events(client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.person_events(client_id text, request_id text, properties jsonb) IS 'All events of a person, by client_id, request id and properties that they contain; oldest first';
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
COMMENT ON TABLE template__store.rejected_events IS 'The quarantine: events that were refused';
COMMENT ON COLUMN template__store.rejected_events.rejected_id IS 'Id of the refusal';
COMMENT ON COLUMN template__store.rejected_events.received_at IS 'When it was refused';
COMMENT ON COLUMN template__store.rejected_events.payload IS 'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
COMMENT ON COLUMN template__store.rejected_events.raw IS 'What was sent, where it is no JSON that PostgreSQL can hold; the first 8 KiB, where it was too large';
COMMENT ON COLUMN template__store.rejected_events.bytes IS 'Size of what was sent: of the line, or of the event as jsonb';
COMMENT ON COLUMN template__store.rejected_events.counted_bytes IS 'What it counts for in the limit of the quarantine''s bytes';
COMMENT ON COLUMN template__store.rejected_events.errors IS 'Every fault: an array of field, code and message';
CREATE FUNCTION template__store.person_rejected(client_id text, request_id text, properties jsonb) RETURNS SETOF template__store.rejected_events
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_values text[] := hardal_private.person_values(client_id, request_id, properties);
    v_forms jsonb := (
        select jsonb_agg((select jsonb_agg(encode(f.form, 'hex')) from unnest(hardal_private.written_forms(v.value)) as f (form)))
        from unnest(v_values) as v (value)
    );
begin
    return query
    select r.*
    from template__store.rejected_events as r
    where
        hardal_private.concerns(
            r.payload ->> 'client_id',
            r.payload ->> 'hardal_server_request_id',
            r.payload -> 'properties',
            person_rejected.client_id,
            person_rejected.request_id,
            person_rejected.properties
        )
        or not exists (
            select
            from unnest(v_values) as v (value)
            where position(to_json(v.value)::text in coalesce(r.payload::text, '')) = 0
        )
        or not exists (
            select
            from jsonb_array_elements(v_forms) as v (forms)
            where not exists (
                select
                from jsonb_array_elements_text(v.forms) as f (form)
                where position(decode(f.form, 'hex') in coalesce(r.raw, '')) > 0
            )
        )
    order by r.received_at, r.rejected_id;
end
$$;
ALTER FUNCTION template__store.person_rejected(client_id text, request_id text, properties jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.person_rejected(client_id text, request_id text, properties jsonb) IS 'All refused events of a person, wherever in them it stands; lines that are no JSON are matched as text';
CREATE FUNCTION template__store.pin_column(event_name text, property text, column_name name, column_type text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_old template__store.view_columns;
    v_name name;
    v_type text;
begin
    -- the first of its columns; one of text behind it stays as it is
    select c.* into v_old
    from template__store.view_columns as c
    where c.event_name = pin_column.event_name and c.path = pin_column.property
    order by c.place
    limit 1;
    v_type := coalesce(pin_column.column_type, v_old.column_type, 'text');
    v_name := coalesce(pin_column.column_name, v_old.column_name, hardal_private.safe_name(pin_column.property));
    if
        v_name = any (hardal_private.fixed_columns())
        or exists (
            select
            from template__store.view_columns as c
            where
                c.event_name = pin_column.event_name and c.column_name = v_name
                and (c.path <> pin_column.property or c.column_type <> v_old.column_type)
        )
    then
        raise sqlstate 'HD409' using
            message = format('the view has a column %s already', v_name),
            hint = 'take another name';
    end if;
    if v_old.path is null then
        insert into template__store.view_columns (event_name, path, column_type, column_name, pinned)
        values (pin_column.event_name, pin_column.property, v_type, v_name, true);
    else
        update template__store.view_columns as c
        set column_type = v_type, column_name = v_name, pinned = true
        where c.event_name = v_old.event_name and c.path = v_old.path and c.column_type = v_old.column_type;
    end if;
    if v_old.place is not null then
        perform template__store.repin_event_view(
            event_name, v_old.column_name, v_name, v_type <> v_old.column_type, v_old.pinned
        );
    end if;
    return jsonb_build_object(
        'event_name', pin_column.event_name, 'property', pin_column.property,
        'view_name', (select v.view_name from template__store.event_views as v where v.event_name = pin_column.event_name),
        'column_name', v_name, 'column_type', v_type, 'made', v_old.place is not null
    );
exception when unique_violation then
    -- the one of text behind it, where it becomes text itself
    raise sqlstate 'HD409' using
        message = format('the property %s has a column of the type %s already', pin_column.property, v_type),
        hint = 'see hardal-admin views list';
end
$$;
ALTER FUNCTION template__store.pin_column(event_name text, property text, column_name name, column_type text) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.pin_column(event_name text, property text, column_name name, column_type text) IS 'Fixes the name and type of a property''s column, and says what holds; HD409 where they are taken';
CREATE FUNCTION template__store.rebuild_rollups() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    -- marks that others are about to add stay, and do no harm
    delete from template__store.rollup_marks;
    delete from template__store.activity;
    delete from template__store.property_counts;
    delete from template__store.counted_days;
    update template__store.rollups as r
    set rolled_until = '-infinity', recounted = null;
end
$$;
ALTER FUNCTION template__store.rebuild_rollups() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.rebuild_rollups() IS 'Forgets all that was counted beforehand: maintenance counts it again';
CREATE FUNCTION template__store.recount() RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_next jsonb := template__store.recount_next(
        coalesce(
            (
                select jsonb_build_object('step', r.step, 'starts_on', r.recounted)
                from template__store.rollups as r
                where r.recounted is not null
                order by r.step desc
                limit 1
            ),
            '{}'
        ),
        true
    );
begin
    if v_next is null then
        update template__store.rollups as r
        set recounted = null
        where r.recounted is not null;
        return null;
    end if;
    update template__store.rollups as r
    set recounted = (v_next ->> 'starts_on')::date
    where r.step = (v_next ->> 'step')::interval;
    return jsonb_build_object('what', 'periods counted anew', 'object', null, 'count', 1);
end
$$;
ALTER FUNCTION template__store.recount() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.recount() IS 'Counts one marked period anew whose pause is over; null where none is left in this round';
CREATE FUNCTION template__store.recount_next(after jsonb, patient boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_span record;
begin
    select
        r.period,
        r.step,
        m.starts_on
    into v_span
    from template__store.rollups as r
    inner join template__store.rollup_marks as m on r.period = m.period
    where
        m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
        and (
            recount_next.after = '{}'::jsonb
            or (r.step, m.starts_on) > ((recount_next.after ->> 'step')::interval, (recount_next.after ->> 'starts_on')::date)
        )
        and (not recount_next.patient or m.marked_at <= clock_timestamp() - r.pause)
    order by r.step, m.starts_on
    limit 1;
    if not found then
        return null;
    end if;
    perform template__store.count_period(v_span.period, v_span.starts_on);
    return jsonb_build_object('step', v_span.step, 'starts_on', v_span.starts_on);
end
$$;
ALTER FUNCTION template__store.recount_next(after jsonb, patient boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.recount_next(after jsonb, patient boolean) IS 'Counts the first marked period behind this one anew, and says which it was; null where there is none';
CREATE FUNCTION template__store.release_rejected(ids uuid[]) RETURNS bigint
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with gone as (
        delete from template__store.rejected_events as r
        where r.rejected_id in (
            select e.rejected_id
            from template__store.rejected_events as e
            where e.rejected_id = any (release_rejected.ids)
            for update skip locked
        )
        returning r.counted_bytes as bytes
    ),
    noted as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(g.bytes),
            0
        from gone as g
        having count(*) > 0
    )
    select count(*)
    from gone as g
$$;
ALTER FUNCTION template__store.release_rejected(ids uuid[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.release_rejected(ids uuid[]) IS 'Removes refused events from quarantine and returns how many it removed';
CREATE FUNCTION template__store.repin_event_view(event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_view regclass := (
        select to_regclass(format('template.%I', v.view_name))
        from template__store.event_views as v
        where v.event_name = repin_event_view.event_name
    );
    v_grants text;
begin
    if v_view is not null and new_column <> old_column then
        execute format('alter view %s rename column %I to %I', v_view, old_column, new_column);
    end if;
    if v_view is not null and new_type then
        v_grants := hardal_private.grants_on(v_view);
        execute format('drop view %s', v_view);
    end if;
    if v_view is null or new_type or not was_pinned then
        perform template__store.make_event_view(event_name);
    end if;
    execute coalesce(v_grants, '');
end
$$;
ALTER FUNCTION template__store.repin_event_view(event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.repin_event_view(event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean) IS 'Gives a column of a typed view the name and the type that view_columns has for it; new_type: the type is another one; was_pinned: it had been pinned before';
CREATE FUNCTION template__store.replay_rejected(ids uuid[], patch jsonb DEFAULT '{}'::jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_ids uuid[];
    v_events jsonb;
    v_said jsonb;
    v_well uuid[];
    v_answer jsonb := jsonb_build_object('accepted', 0, 'duplicates', 0);
begin
    select
        array_agg(l.rejected_id),
        jsonb_agg(
            case
                when jsonb_typeof(l.event) = 'object'
                    then
                        l.event
                        || case when coalesce(l.event -> 'id', 'null') = 'null' then jsonb_build_object('id', l.rejected_id) else '{}' end
                        || case
                            when coalesce(l.event -> 'created_at', 'null') = 'null' then jsonb_build_object('created_at', l.received_at)
                            else '{}'
                        end
                else l.event
            end
        )
    into v_ids, v_events
    from (
        select
            r.rejected_id,
            r.received_at,
            hardal_private.merge_patch(r.payload, replay_rejected.patch) as event
        from template__store.rejected_events as r
        where r.rejected_id = any (replay_rejected.ids) and r.payload is not null
        order by r.received_at, r.rejected_id
        for update skip locked
    ) as l;
    if v_ids is null then
        return v_answer || '{"rejected": 0, "errors": []}';
    end if;
    -- which of them are well now
    v_said := template__store.ingest(v_events, null, true);
    with fault as (
        select
            v_ids[(e.fault ->> 'index')::int + 1] as rejected_id,
            jsonb_agg(e.fault - 'index' - 'rejected_id' order by e.place) as errors
        from jsonb_array_elements(v_said -> 'errors') with ordinality as e (fault, place)
        group by 1
    ),
    still as (
        update template__store.rejected_events as r
        set
            errors = f.errors,
            payload = case when not e.erased then r.payload end,
            counted_bytes = case when e.erased then 0 else r.counted_bytes end
        from fault as f
        cross join lateral (select f.errors @> '[{"code": "erased"}]' as erased) as e
        where r.rejected_id = f.rejected_id
    ),
    emptied as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            0,
            -sum(r.counted_bytes),
            0
        from template__store.rejected_events as r
        inner join fault as f on r.rejected_id = f.rejected_id
        where f.errors @> '[{"code": "erased"}]'
        having count(*) > 0
    )
    select array_agg(u.rejected_id order by u.place) into v_well
    from unnest(v_ids) with ordinality as u (rejected_id, place)
    where u.rejected_id not in (select f.rejected_id from fault as f);
    if v_well is not null then
        v_answer := template__store.ingest((
            select jsonb_agg(e.event order by e.place)
            from rows from (jsonb_array_elements(v_events), unnest(v_ids)) with ordinality as e (event, rejected_id, place)
            where e.rejected_id = any (v_well)
        ));
        -- one that became a conflict between the two is in quarantine anew
        perform template__store.release_rejected(v_well);
    end if;
    perform hardal_private.audit(
        'quarantine.replay', 'template', null, jsonb_build_object('events', cardinality(v_ids)) || (v_answer - 'ids' - 'errors')
    );
    return jsonb_build_object(
        'accepted', v_answer -> 'accepted',
        'duplicates', v_answer -> 'duplicates',
        'rejected', cardinality(v_ids) - (v_answer ->> 'accepted')::int - (v_answer ->> 'duplicates')::int,
        'errors', coalesce((
            select jsonb_agg(
                e.fault - 'index' || jsonb_build_object('rejected_id', v_ids[(e.fault ->> 'index')::int + 1]) order by e.place
            )
            from jsonb_array_elements(v_said -> 'errors') with ordinality as e (fault, place)
        ), '[]')
    );
end
$$;
ALTER FUNCTION template__store.replay_rejected(ids uuid[], patch jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.replay_rejected(ids uuid[], patch jsonb) IS 'Sends refused events in again, after a JSON Merge Patch (RFC 7396) to each; what is accepted leaves the quarantine';
CREATE FUNCTION template__store.roll_up(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_boundary date;
    v_running text[];
    v_span record;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate 'HD400' using
            message = format('maintenance runs under %s', current_setting('transaction_isolation')),
            hint = 'set default_transaction_isolation to ''read committed'' for this login';
    end if;
    if dry then
        return null;
    end if;
    select b.boundary, b.waits_for into v_boundary, v_running
    from template__store.boundary as b;
    if v_running is distinct from '{}' then
        v_running := case
            when v_running is null then array(select w.transaction from hardal_private.running_writers() as w)
            else array(select w.transaction from hardal_private.still_running(v_running) as w)
        end;
        update template__store.boundary as b
        set waits_for = v_running;
    end if;
    if v_running = '{}' then
        -- the first that has events; what it passes over has none, or such as come with a mark
        select
            n.period,
            n.starts_on,
            n.ends_on
        into v_span
        from (
            select
                r.period,
                r.step,
                date_trunc(r.period, e.oldest)::date as starts_on,
                (date_trunc(r.period, e.oldest) + r.step)::date as ends_on
            from template__store.rollups as r
            cross join
                lateral (
                    select min(l.created_at) at time zone 'UTC' as oldest
                    from template__store.events as l
                    where l.created_at >= greatest(r.rolled_from, r.rolled_until)::timestamp at time zone 'UTC'
                ) as e
        ) as n
        where n.ends_on <= v_boundary
        order by n.step, n.starts_on
        limit 1;
        if found then
            perform template__store.count_period(v_span.period, v_span.starts_on);
            update template__store.rollups as r
            set rolled_until = v_span.ends_on
            where r.period = v_span.period;
            return jsonb_build_object('what', 'periods rolled up', 'object', null, 'count', 1);
        end if;
        -- nothing is there before the boundary
        update template__store.rollups as r
        set rolled_until = date_trunc(r.period, v_boundary::timestamp)::date
        where r.rolled_until < date_trunc(r.period, v_boundary::timestamp)::date;
    end if;
    return template__store.recount();
end
$$;
ALTER FUNCTION template__store.roll_up(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.roll_up(dry boolean) IS 'A step of maintenance: counts one period that is over, or one that was marked since; null where there is none';
CREATE FUNCTION template__store.seen_properties() RETURNS TABLE(event_name text, path text, json_type text, events bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    -- some minutes more, for what was on its way
    v_since timestamptz := (select b.looked_at - interval '5 minutes' from template__store.boundary as b);
    v_month timestamptz := date_trunc('month', v_since, 'UTC');
    v_uncounted timestamptz := (select r.rolled_until::timestamp at time zone 'UTC' from template__store.rollups as r where r.period = 'day');
    v_now timestamptz := hardal_private.clock();
begin
    if v_since = '-infinity' then
        return query
        select
            n.event_name,
            p.path,
            p.json_type,
            coalesce(p.events, n.events)::bigint
        from template.event_catalog as n
        left join (
            select
                a.event_name,
                a.path,
                a.json_type,
                sum(a.events) as events
            from template__store.all_properties as a
            group by a.event_name, a.path, a.json_type
        ) as p on n.event_name = p.event_name;
        return;
    end if;
    return query
    with recursive days as (
        select distinct d.day
        from template__store.counted_days as d
    ),
    new_names as (
        (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month and template__store.views_left() > 0
            order by e.event_name
            limit 1
        )
        union all
        select (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month and e.event_name > n.event_name
            order by e.event_name
            limit 1
        )
        from new_names as n
        where n.event_name is not null
    ),
    names as (
        select c.event_name
        from (
            select n.event_name
            from new_names as n
            where n.event_name is not null
            limit 1000
        ) as c
        union
        select v.event_name
        from template__store.event_views as v
        union
        select c.event_name
        from template__store.view_columns as c
        where c.place is null
    ),
    sample as (
        select
            n.event_name,
            s.path,
            s.json_type
        from names as n
        cross join lateral (
            select
                f.path,
                f.json_type
            from (
                select e.properties, e.received_at
                from template__store.events as e
                where e.event_name = n.event_name and e.created_at >= v_uncounted and e.created_at <= v_now
                order by e.created_at desc
                limit 100
            ) as o
            left join lateral template.flatten(o.properties) as f on true
            where o.received_at >= v_since
            limit 1000
        ) as s
        where
            template__store.columns_left(n.event_name) > 0
            or exists (select from template__store.view_columns as c where c.event_name = n.event_name and c.place is null)
    )
    select
        a.event_name,
        null,
        null,
        a.events
    from template__store.activity as a
    inner join days as d on a.starts_on = d.day
    where a.period = 'day' and a.event_name <> ''
    union all
    select
        c.event_name,
        c.path,
        c.json_type,
        sum(c.events)::bigint
    from template__store.property_counts as c
    inner join days as d on c.day = d.day
    group by c.event_name, c.path, c.json_type
    union all
    select
        s.event_name,
        s.path,
        s.json_type,
        count(*)
    from sample as s
    group by s.event_name, s.path, s.json_type;
end
$$;
ALTER FUNCTION template__store.seen_properties() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.seen_properties() IS 'Event names and properties, by JSON type, that typed views were not compared with yet; path is null for the name alone';
CREATE FUNCTION template__store.store_events(events jsonb, key text, dry boolean, partitions boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], deadline timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
    v_now timestamptz := hardal_private.clock();
    -- read anew by each try of ingest's: once the horizon has moved, what was for a dropped month is too old
    v_limits record := hardal_private.tenant_limits('template');
    v_oldest timestamptz := v_limits.oldest;
    v_newest timestamptz := v_now + interval '24 hours';
    v_max_bytes int := v_limits.max_event_bytes;
    v_plain boolean := hardal_private.is_plain_batch(events);
    v_clean boolean := false;
    -- an entry an event, in the order sent; null where the event breaks a rule
    v_ids uuid[];
    v_times timestamptz[];
    v_digests bigint[];
    v_errors jsonb[];
    -- whether one may have to be marked
    v_late boolean := true;
    -- the ids that were new to the ledger, and those of the events to store in their places
    v_entered uuid[];
    v_accepted uuid[];
    v_outcomes text[];
    -- until then nobody can have waited long
    v_soon timestamptz := deadline - interval '1.8 s';
begin
    if v_plain then
        -- nothing here can fail: a cast reads what is plain
        select
            array_agg(hardal_private.event_id(r.event, 'template', store_events.key, r.place)),
            array_agg(coalesce(r.created_at, v_now)),
            array_agg(hardal_private.event_digest(r.event)),
            bool_and(hardal_private.is_clean(r.event, r.created_at, v_oldest, v_newest, v_max_bytes, true)),
            min(coalesce(r.created_at, v_now)) < (select b.boundary::timestamp at time zone 'UTC' from template__store.boundary as b)
        into v_ids, v_times, v_digests, v_clean, v_late
        from (
            select
                e.event,
                e.place,
                (e.event ->> 'created_at')::timestamptz as created_at
            from jsonb_array_elements(store_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once
        ) as r;
    end if;
    if not v_clean then
        select r.ids, r.times, r.digests, r.errors
        into v_ids, v_times, v_digests, v_errors
        from hardal_private.read_events(
            events, 'template', key, raws, faults, v_now, v_oldest, v_newest, v_max_bytes, v_plain
        ) as r;
    end if;
    if not dry then
        if partitions then
            perform template__store.make_partitions(v_times);
        end if;
        with entered as (
            insert into template__store.event_ids (id, created_at, digest)
            select
                s.id,
                s.created_at,
                s.digest
            from (
                select n.*
                from unnest(v_ids, v_times, v_digests) with ordinality as n (id, created_at, digest, place)
                where n.id is not null
                order by n.id, n.place
                offset 0 -- so that what follows is asked between one row's insert and the next
            ) as s
            where clock_timestamp() < v_soon or hardal_private.wait_until(deadline)
            on conflict (id) do nothing
            returning id
        )
        select coalesce(array_agg(n.id), '{}') into v_entered
        from entered as n;
    end if;
    if cardinality(v_entered) = cardinality(v_ids) then
        v_accepted := v_ids;
    else
        -- a statement of its own, so that it sees what those that it conflicted with have committed
        v_outcomes := template__store.outcomes(v_ids, v_digests, v_entered);
        if 'gone' = any (v_outcomes) then
            raise serialization_failure using message = 'the ledger was trimmed meanwhile: send it again';
        end if;
        v_accepted := array(
            select case when u.outcome = 'accepted' then u.id end
            from unnest(v_ids, v_outcomes) with ordinality as u (id, outcome, place)
            order by u.place
        );
    end if;
    if not dry then
        if clock_timestamp() >= v_soon then
            perform hardal_private.wait_until(deadline);
        end if;
        insert into template__store.events (
            id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
        )
        select
            b.id,
            b.created_at,
            coalesce(b.received_at, v_now),
            b.event ->> 'event_name',
            b.event ->> 'hardal_server_request_id',
            b.event ->> 'client_id',
            case when jsonb_typeof(b.event -> 'properties') = 'object' then b.event -> 'properties' else '{}' end
        from rows from (
            jsonb_array_elements(store_events.events), unnest(v_accepted), unnest(v_times), unnest(store_events.received)
        ) as b (event, id, created_at, received_at)
        where b.id is not null;
        if v_late then
            perform template__store.mark_periods(array(
                select u.created_at
                from unnest(v_accepted, v_times) as u (id, created_at)
                where u.id is not null
            ));
        end if;
    end if;
    if v_outcomes is null then
        return jsonb_build_object(
            'accepted', cardinality(v_ids), 'duplicates', 0, 'rejected', 0, 'ids', v_ids, 'errors', '[]'::jsonb
        );
    end if;
    return template__store.answer(events, key, dry, lines, raws, row_ids, v_ids, v_errors, v_outcomes);
end
$$;
ALTER FUNCTION template__store.store_events(events jsonb, key text, dry boolean, partitions boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], deadline timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.store_events(events jsonb, key text, dry boolean, partitions boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], deadline timestamp with time zone) IS 'Stores an array of events and answers what became of each; called by ingest, which sees to what passes';
CREATE FUNCTION template__store.tidy_quarantine() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_limits record := hardal_private.tenant_limits('template');
    v_expired bigint;
begin
    with expired as (
        delete from template__store.rejected_events as r
        where r.rejected_id in (
            select e.rejected_id
            from template__store.rejected_events as e
            where e.received_at < hardal_private.clock() - make_interval(days => v_limits.quarantine_days)
            order by e.received_at
            limit 1000
            for update skip locked
        )
        returning r.counted_bytes as bytes
    ),
    summed as (
        delete from template__store.quarantine_changes as c
        where c.ctid in (select q.ctid from template__store.quarantine_changes as q for update skip locked)
        returning c.kept, c.bytes, c.dropped
    ),
    entered as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            coalesce(sum(t.kept), 0),
            coalesce(sum(t.bytes), 0),
            coalesce(sum(t.dropped), 0)
        from (
            select
                s.kept,
                s.bytes,
                s.dropped
            from summed as s
            union all
            select
                -1,
                -e.bytes,
                0
            from expired as e
        ) as t
    )
    select count(*) into v_expired
    from expired as e;
    return v_expired;
end
$$;
ALTER FUNCTION template__store.tidy_quarantine() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.tidy_quarantine() IS 'Lets up to 1,000 expired events out of quarantine and sums its changes up; returns how many went';
CREATE FUNCTION template__store.trim_ledger(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_batch constant int := 500;
    v_block bigint;
    v_horizon timestamptz;
    v_blocks bigint := pg_relation_size('template__store.event_ids') / current_setting('block_size')::int;
    v_from tid;
    v_to tid;
    v_gone bigint;
begin
    select
        m.trim_block,
        t.horizon
    into v_block, v_horizon
    from hardal_private.maintenance as m
    inner join hardal_private.tenants as t on m.tenant = t.name
    where t.name = 'template';
    if v_block is null or (not dry and exists (select from template__store.expired_partitions(v_horizon))) then
        return null;
    end if;
    if dry then
        return jsonb_build_object('what', 'ledger looked through', 'object', null, 'count', v_blocks - v_block);
    end if;
    if v_block >= v_blocks then
        update hardal_private.maintenance as m
        set trim_block = null
        where m.tenant = 'template';
        return null;
    end if;
    v_from := format('(%s,0)', v_block)::tid;
    v_to := format('(%s,0)', v_block + v_batch)::tid;
    delete from template__store.event_ids as l
    where l.ctid >= v_from and l.ctid < v_to and l.created_at < v_horizon;
    get diagnostics v_gone = row_count;
    update hardal_private.maintenance as m
    set trim_block = v_block + v_batch
    where m.tenant = 'template';
    return jsonb_build_object('what', 'ids left the ledger', 'object', null, 'count', v_gone);
end
$$;
ALTER FUNCTION template__store.trim_ledger(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.trim_ledger(dry boolean) IS 'A step of maintenance: looks through a piece of the ledger for ids of dropped months and deletes them; null at its end';
CREATE FUNCTION template__store.views_left() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select 200 - count(*)
    from (
        select v.event_name
        from template__store.event_views as v
        union
        select w.event_name
        from template__store.wanted_columns as w
    ) as n
$$;
ALTER FUNCTION template__store.views_left() OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.views_left() IS 'How many event names can still get a typed view by themselves';
CREATE FUNCTION template__store.want_event_views(dry boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_now timestamptz := hardal_private.clock();
    v_names text[];
begin
    if dry then
        v_names := array(
            select w.event_name
            from template__store.wanted_columns as w
            union
            select m.event_name
            from template__store.missing_columns() as m
            order by 1
        );
        return case
            when v_names <> '{}'
                then jsonb_build_object('what', 'typed views made', 'object', array_to_string(v_names, ', '), 'count', cardinality(v_names))
        end;
    end if;
    update template__store.wanted_columns as w
    set postponed = false
    where w.postponed;
    insert into template__store.wanted_columns (event_name, path, column_type, events)
    select
        m.event_name,
        m.path,
        m.column_type,
        m.events
    from template__store.missing_columns() as m
    on conflict do nothing;
    -- one at a time maintains a tenant: no day has come since
    delete from template__store.counted_days;
    update template__store.boundary as b
    set looked_at = v_now;
    return null;
end
$$;
ALTER FUNCTION template__store.want_event_views(dry boolean) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.want_event_views(dry boolean) IS 'A step of maintenance: looks for new events and properties, and writes down the columns that typed views are to get';
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
COMMENT ON TABLE hardal_private.audit_log IS 'Who did what to which tenant, token, PSQL URL, quarantine or erasure; appended to, never changed';
COMMENT ON COLUMN hardal_private.audit_log.entry IS 'Number of the entry';
COMMENT ON COLUMN hardal_private.audit_log.at IS 'When it was done';
COMMENT ON COLUMN hardal_private.audit_log.actor IS 'The login that did it';
COMMENT ON COLUMN hardal_private.audit_log.action IS 'What was done, such as url.create';
COMMENT ON COLUMN hardal_private.audit_log.tenant IS 'The tenant that it was done to';
COMMENT ON COLUMN hardal_private.audit_log.object IS 'The token, PSQL URL or other thing, by name';
COMMENT ON COLUMN hardal_private.audit_log.details IS 'What else is worth knowing; no secret, no personal data';
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
    digest bytea NOT NULL
);
ALTER TABLE hardal_private.installed OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.installed IS 'What the last migrate made, by which doctor sees what was changed since';
COMMENT ON COLUMN hardal_private.installed.schema IS 'The schema that the object is in';
COMMENT ON COLUMN hardal_private.installed.kind IS 'function, view, table, type, constraint, index, trigger, rule or policy';
COMMENT ON COLUMN hardal_private.installed.object IS 'Its name there, with what it is on';
COMMENT ON COLUMN hardal_private.installed.digest IS 'SHA-256 of its definition';
CREATE TABLE hardal_private.keys (
    id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    retires_at timestamp with time zone
);
ALTER TABLE hardal_private.keys OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.keys IS 'Keys that tokens were signed with, by their ids; the keys themselves are PostgREST''s';
COMMENT ON COLUMN hardal_private.keys.id IS 'Names the key without telling it: the header kid of its tokens';
COMMENT ON COLUMN hardal_private.keys.created_at IS 'When it first signed';
COMMENT ON COLUMN hardal_private.keys.retires_at IS 'When its tokens end, at the latest; null while it signs';
CREATE TABLE hardal_private.maintenance (
    tenant text NOT NULL,
    done_at timestamp with time zone,
    failed_at timestamp with time zone,
    failure text,
    trim_block bigint
);
ALTER TABLE hardal_private.maintenance OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.maintenance IS 'How maintenance fares with each tenant';
COMMENT ON COLUMN hardal_private.maintenance.tenant IS 'The tenant';
COMMENT ON COLUMN hardal_private.maintenance.done_at IS 'When all its steps were last done; null where they never were';
COMMENT ON COLUMN hardal_private.maintenance.failed_at IS 'When a step last failed; null where the last run went well';
COMMENT ON COLUMN hardal_private.maintenance.failure IS 'The step that failed, and what PostgreSQL said';
COMMENT ON COLUMN hardal_private.maintenance.trim_block IS 'Where in the ledger the ids of dropped months are being looked for; null where there are none';
CREATE TABLE hardal_private.migrations (
    path text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE hardal_private.migrations OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.migrations IS 'Migrations applied to this database, and every re-applied file as it was last run';
COMMENT ON COLUMN hardal_private.migrations.path IS 'The file, relative to the sources of hardal';
COMMENT ON COLUMN hardal_private.migrations.sha256 IS 'SHA-256 of the file''s text, in hexadecimal';
COMMENT ON COLUMN hardal_private.migrations.applied_at IS 'When the file was last run';
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
COMMENT ON TABLE hardal_private.receipts IS 'Erasures: how much was erased and when, and nothing of whom';
COMMENT ON COLUMN hardal_private.receipts.receipt IS 'Number of the receipt';
COMMENT ON COLUMN hardal_private.receipts.tenant IS 'The tenant that was erased from';
COMMENT ON COLUMN hardal_private.receipts.actor IS 'The login that did it';
COMMENT ON COLUMN hardal_private.receipts.chosen_by IS 'What the person was found by: client_id, request_id, properties; not their values';
COMMENT ON COLUMN hardal_private.receipts.began_at IS 'When it began';
COMMENT ON COLUMN hardal_private.receipts.covers_until IS 'All that was received before this time is erased';
COMMENT ON COLUMN hardal_private.receipts.finished_at IS 'When it was done; null while it runs, or where it was stopped and is to be run again';
COMMENT ON COLUMN hardal_private.receipts.events IS 'How many events were erased';
COMMENT ON COLUMN hardal_private.receipts.rejected_events IS 'How many entries of the quarantine were erased';
ALTER TABLE hardal_private.receipts ALTER COLUMN receipt ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hardal_private.receipts_receipt_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE hardal_private.template_files (
    path text NOT NULL,
    ordinal integer NOT NULL,
    migration boolean NOT NULL,
    body text NOT NULL
);
ALTER TABLE hardal_private.template_files OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.template_files IS 'The text that every tenant''s schemas are made from, with the name template';
COMMENT ON COLUMN hardal_private.template_files.path IS 'The file, relative to the sources of hardal';
COMMENT ON COLUMN hardal_private.template_files.ordinal IS 'Its place in the order they are run in';
COMMENT ON COLUMN hardal_private.template_files.migration IS 'True for what is run once a tenant; the rest is re-applied whole';
COMMENT ON COLUMN hardal_private.template_files.body IS 'The file''s text';
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
    marked_days
   FROM hardal_private.stats() s(tenant, events, events_per_second, bytes, event_table_bytes, event_index_bytes, partitions, oldest_month, newest_month, oldest_event, newest_event, ledger_ids, ledger_bytes, rejected_events, rejected_bytes, rejected_not_kept, horizon, maintained_at, maintenance_failed_at, rolled_up_until, rollup_lag, marked_days);
ALTER VIEW hardal_private.tenant_stats OWNER TO hardal_owner;
COMMENT ON VIEW hardal_private.tenant_stats IS 'Numbers of each tenant, for monitoring; cheap: nothing large is counted';
COMMENT ON COLUMN hardal_private.tenant_stats.tenant IS 'The tenant';
COMMENT ON COLUMN hardal_private.tenant_stats.events IS 'How many events it has, as PostgreSQL estimates';
COMMENT ON COLUMN hardal_private.tenant_stats.events_per_second IS 'How fast they come: the newest 1,000 of the last day, by created_at';
COMMENT ON COLUMN hardal_private.tenant_stats.bytes IS 'All that its tables and indexes take';
COMMENT ON COLUMN hardal_private.tenant_stats.event_table_bytes IS 'What the events take without their indexes';
COMMENT ON COLUMN hardal_private.tenant_stats.event_index_bytes IS 'What the indexes of events take';
COMMENT ON COLUMN hardal_private.tenant_stats.partitions IS 'How many months there are';
COMMENT ON COLUMN hardal_private.tenant_stats.oldest_month IS 'The oldest of them';
COMMENT ON COLUMN hardal_private.tenant_stats.newest_month IS 'The newest of them, made ahead';
COMMENT ON COLUMN hardal_private.tenant_stats.oldest_event IS 'created_at of the oldest event';
COMMENT ON COLUMN hardal_private.tenant_stats.newest_event IS 'created_at of the newest event';
COMMENT ON COLUMN hardal_private.tenant_stats.ledger_ids IS 'How many ids the ledger has, as PostgreSQL estimates';
COMMENT ON COLUMN hardal_private.tenant_stats.ledger_bytes IS 'What the ledger and its index take';
COMMENT ON COLUMN hardal_private.tenant_stats.rejected_events IS 'How many events are in quarantine';
COMMENT ON COLUMN hardal_private.tenant_stats.rejected_bytes IS 'What they take';
COMMENT ON COLUMN hardal_private.tenant_stats.rejected_not_kept IS 'How many were refused and not kept, because the quarantine was full';
COMMENT ON COLUMN hardal_private.tenant_stats.horizon IS 'Older events are too_old; null where retention has dropped none';
COMMENT ON COLUMN hardal_private.tenant_stats.maintained_at IS 'When maintenance was last done; null where it never was';
COMMENT ON COLUMN hardal_private.tenant_stats.maintenance_failed_at IS 'When it last failed; null where it went well since';
COMMENT ON COLUMN hardal_private.tenant_stats.rolled_up_until IS 'Days before are counted beforehand; null where none is yet';
COMMENT ON COLUMN hardal_private.tenant_stats.rollup_lag IS 'How far that is behind today: days that are over and counted live; null without events';
COMMENT ON COLUMN hardal_private.tenant_stats.marked_days IS 'How many rolled up days were changed since, and are counted live until they are counted anew';
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
    horizon timestamp with time zone,
    migration text DEFAULT ''::text NOT NULL,
    template_version text DEFAULT ''::text NOT NULL,
    CONSTRAINT "a quarantine has no less than no bytes" CHECK ((quarantine_bytes >= 0)),
    CONSTRAINT "a quarantine holds no less than nothing" CHECK ((quarantine_rows >= 0)),
    CONSTRAINT "a quarantine lasts a day to ten years" CHECK (((quarantine_days >= 1) AND (quarantine_days <= 3650))),
    CONSTRAINT "a tenant's name is short, lower case and ours to quote" CHECK (((name ~ '^[a-z][a-z0-9_]{0,38}[a-z0-9]$'::text) AND (name !~ '__'::text) AND (name = quote_ident(name)))),
    CONSTRAINT "an event may have 1 KiB to 64 MiB" CHECK (((max_event_bytes >= 1024) AND (max_event_bytes <= 67108864))),
    CONSTRAINT "events are kept 1 to 120 months, or without end" CHECK (((retention_months >= 1) AND (retention_months <= 120)))
);
ALTER TABLE hardal_private.tenants OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.tenants IS 'Tenants: each is a pair of schemas, <name> and <name>__store';
COMMENT ON COLUMN hardal_private.tenants.name IS 'The tenant''s name, and that of its read surface''s schema';
COMMENT ON COLUMN hardal_private.tenants.created_at IS 'When the tenant was made';
COMMENT ON COLUMN hardal_private.tenants.suspended_at IS 'Since when its tokens are refused and its PSQL URLs cannot log in; null while it is active';
COMMENT ON COLUMN hardal_private.tenants.dropping_at IS 'Since when it is being dropped: it cannot be taken back; null while it is not';
COMMENT ON COLUMN hardal_private.tenants.max_event_bytes IS 'The most bytes that an event''s properties may have as text; null is the default';
COMMENT ON COLUMN hardal_private.tenants.quarantine_rows IS 'The most events that its quarantine keeps; null is the default';
COMMENT ON COLUMN hardal_private.tenants.quarantine_bytes IS 'The most bytes that its quarantine keeps; null is the default';
COMMENT ON COLUMN hardal_private.tenants.quarantine_days IS 'How many days its quarantine keeps an event; null is the default';
COMMENT ON COLUMN hardal_private.tenants.retention_months IS 'How many months an event is kept at least; null is without end';
COMMENT ON COLUMN hardal_private.tenants.horizon IS 'Older events are too_old, and their months dropped; maintenance moves it. Null: none was';
COMMENT ON COLUMN hardal_private.tenants.migration IS 'The newest migration that its schemas have';
COMMENT ON COLUMN hardal_private.tenants.template_version IS 'Hash of the template''s text that its schemas were last brought to';
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
COMMENT ON TABLE template__store.activity IS 'The rollup of events and clients; may be rebuilt from the events';
COMMENT ON COLUMN template__store.activity.period IS 'day, week or month';
COMMENT ON COLUMN template__store.activity.starts_on IS 'Its first day, in UTC';
COMMENT ON COLUMN template__store.activity.event_name IS 'What happened, by day; empty for all names together';
COMMENT ON COLUMN template__store.activity.events IS 'How often it happened';
COMMENT ON COLUMN template__store.activity.clients IS 'To how many clients; events without a client_id do not count';
COMMENT ON COLUMN template__store.activity.first_at IS 'created_at of the first of these events';
COMMENT ON COLUMN template__store.activity.last_at IS 'created_at of the last of these events';
CREATE TABLE template__store.rollup_marks (
    period text NOT NULL,
    starts_on date NOT NULL,
    marked_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE template__store.rollup_marks OWNER TO hardal_owner;
COMMENT ON TABLE template__store.rollup_marks IS 'Periods that were changed since they were rolled up, or may have been: counted live';
COMMENT ON COLUMN template__store.rollup_marks.period IS 'day, week or month';
COMMENT ON COLUMN template__store.rollup_marks.starts_on IS 'Its first day, in UTC';
COMMENT ON COLUMN template__store.rollup_marks.marked_at IS 'When the transaction began that changed it';
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
COMMENT ON TABLE template__store.rollups IS 'How far each kind of period was rolled up: from rolled_from to rolled_until, but for those with a mark';
COMMENT ON COLUMN template__store.rollups.period IS 'day, week or month';
COMMENT ON COLUMN template__store.rollups.step IS 'How long it is';
COMMENT ON COLUMN template__store.rollups.pause IS 'A marked one is counted anew no sooner than so long after it was marked';
COMMENT ON COLUMN template__store.rollups.rolled_from IS 'The first that may be in the rollups; what is before lies behind the horizon';
COMMENT ON COLUMN template__store.rollups.rolled_until IS 'The first that is not in the rollups yet';
COMMENT ON COLUMN template__store.rollups.recounted IS 'The last that was counted anew in this round of maintenance; null between two rounds';
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
COMMENT ON VIEW template__store.live_spans IS 'Periods that are counted live: not rolled up yet, no longer, or changed since';
COMMENT ON COLUMN template__store.live_spans.period IS 'day, week or month';
COMMENT ON COLUMN template__store.live_spans.starts_on IS 'First day of the period, in UTC';
COMMENT ON COLUMN template__store.live_spans.since IS 'Where it begins';
COMMENT ON COLUMN template__store.live_spans.until IS 'Where the next one begins';
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
COMMENT ON VIEW template__store.live_activity IS 'Activity of the periods that are counted live, as roll_up would write it down';
COMMENT ON COLUMN template__store.live_activity.period IS 'day, week or month';
COMMENT ON COLUMN template__store.live_activity.starts_on IS 'First day of the period, in UTC';
COMMENT ON COLUMN template__store.live_activity.event_name IS 'What happened, by day; empty for all names together';
COMMENT ON COLUMN template__store.live_activity.events IS 'How often it happened';
COMMENT ON COLUMN template__store.live_activity.clients IS 'To how many clients; events without a client_id do not count';
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
COMMENT ON COLUMN template__store.all_activity.event_name IS 'What happened, by day; empty for all names together';
COMMENT ON COLUMN template__store.all_activity.events IS 'How often it happened';
COMMENT ON COLUMN template__store.all_activity.clients IS 'To how many clients; events without a client_id do not count';
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
COMMENT ON COLUMN template.active_clients.clients IS 'How many different clients had an event in it';
COMMENT ON COLUMN template.active_clients.events IS 'How many events there were in it, those without a client_id included';
CREATE VIEW template.events WITH (security_invoker='true') AS
 SELECT id,
    event_name,
    hardal_server_request_id,
    client_id,
    properties,
    created_at,
    received_at,
    event_date,
    date_trunc('hour'::text, created_at, 'UTC'::text) AS event_hour,
    (date_trunc('week'::text, (event_date)::timestamp without time zone))::date AS event_week,
    (date_trunc('month'::text, (event_date)::timestamp without time zone))::date AS event_month
   FROM template__store.events e;
ALTER VIEW template.events OWNER TO hardal_owner;
COMMENT ON VIEW template.events IS 'Every event stored, a row each; filter on created_at or event_date to read few partitions';
COMMENT ON COLUMN template.events.id IS 'The event''s id, unique in the tenant';
COMMENT ON COLUMN template.events.event_name IS 'What happened, e.g. purchase';
COMMENT ON COLUMN template.events.hardal_server_request_id IS 'The request or user in the sending system';
COMMENT ON COLUMN template.events.client_id IS 'The client (user, device, account) that the event is of';
COMMENT ON COLUMN template.events.properties IS 'All else that was sent, a JSON object: properties ->> ''currency'' is a text';
COMMENT ON COLUMN template.events.created_at IS 'When it happened, as the sender says';
COMMENT ON COLUMN template.events.received_at IS 'When it was stored';
COMMENT ON COLUMN template.events.event_date IS 'The day of created_at in UTC';
COMMENT ON COLUMN template.events.event_hour IS 'The hour of created_at: when it began';
COMMENT ON COLUMN template.events.event_week IS 'The week of created_at in UTC: its Monday';
COMMENT ON COLUMN template.events.event_month IS 'The month of created_at in UTC: its first day';
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
COMMENT ON VIEW template.clients IS 'Each client: since when, until when, how many events and on how many days';
COMMENT ON COLUMN template.clients.client_id IS 'The client (user, device, account)';
COMMENT ON COLUMN template.clients.first_seen IS 'created_at of its first event';
COMMENT ON COLUMN template.clients.last_seen IS 'created_at of its last event';
COMMENT ON COLUMN template.clients.events IS 'How many events it had';
COMMENT ON COLUMN template.clients.active_days IS 'On how many days in UTC';
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
COMMENT ON COLUMN template.daily_activity.event_name IS 'What happened, e.g. purchase';
COMMENT ON COLUMN template.daily_activity.events IS 'How often it happened that day';
COMMENT ON COLUMN template.daily_activity.clients IS 'To how many clients it happened that day; events without a client_id do not count';
CREATE TABLE template__store.event_views (
    event_name text NOT NULL,
    view_name name NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE template__store.event_views OWNER TO hardal_owner;
COMMENT ON TABLE template__store.event_views IS 'The typed views that were made: a name, once given, stays';
COMMENT ON COLUMN template__store.event_views.event_name IS 'The events'' name';
COMMENT ON COLUMN template__store.event_views.view_name IS 'The view''s name in the read surface';
COMMENT ON COLUMN template__store.event_views.made_at IS 'When it was made';
CREATE VIEW template.event_catalog AS
 SELECT event_name,
    events,
    first_seen,
    last_seen,
    (view_name)::text AS view_name
   FROM (( SELECT event_name,
            (sum(events))::bigint AS events,
            min(first_at) AS first_seen,
            max(last_at) AS last_seen
           FROM template__store.all_activity a
          WHERE ((period = 'day'::text) AND (event_name <> ''::text))
          GROUP BY event_name) n
     LEFT JOIN template__store.event_views v ON ((event_name = event_name)));
ALTER VIEW template.event_catalog OWNER TO hardal_owner;
COMMENT ON VIEW template.event_catalog IS 'Each event name: how often, since when, until when, and the view that has its properties as columns';
COMMENT ON COLUMN template.event_catalog.event_name IS 'What happened, e.g. purchase';
COMMENT ON COLUMN template.event_catalog.events IS 'How many events of this name there are';
COMMENT ON COLUMN template.event_catalog.first_seen IS 'created_at of the first of them';
COMMENT ON COLUMN template.event_catalog.last_seen IS 'created_at of the last of them';
COMMENT ON COLUMN template.event_catalog.view_name IS 'The view of this schema with a column a property; null where there is none (yet)';
CREATE VIEW template__store.live_properties AS
 SELECT starts_on AS day,
    event_name,
    path,
    json_type,
    events,
    first_at,
    last_at,
    example
   FROM (template__store.live_spans s
     CROSS JOIN LATERAL ( SELECT event_name,
            path,
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
             CROSS JOIN LATERAL template.flatten(properties) f(path, json_type, value))
          WHERE ((created_at >= since) AND (created_at < until))
          GROUP BY event_name, path, json_type
          ORDER BY (count(*)) DESC, event_name, path, json_type
         LIMIT 2000) p)
  WHERE (period = 'day'::text);
ALTER VIEW template__store.live_properties OWNER TO hardal_owner;
COMMENT ON VIEW template__store.live_properties IS 'Properties of the days that are counted live, as roll_up would write them down';
COMMENT ON COLUMN template__store.live_properties.day IS 'The day in UTC';
COMMENT ON COLUMN template__store.live_properties.event_name IS 'The events'' name';
COMMENT ON COLUMN template__store.live_properties.path IS 'The keys that lead to it, joined by dots';
COMMENT ON COLUMN template__store.live_properties.json_type IS 'string, number, boolean, object, array or null';
COMMENT ON COLUMN template__store.live_properties.events IS 'How many events have it with this type';
COMMENT ON COLUMN template__store.live_properties.first_at IS 'created_at of the first of them';
COMMENT ON COLUMN template__store.live_properties.last_at IS 'created_at of the last of them';
COMMENT ON COLUMN template__store.live_properties.example IS 'One of its values, its first 100 characters';
CREATE TABLE template__store.property_counts (
    day date NOT NULL,
    event_name text NOT NULL,
    path text NOT NULL,
    json_type text NOT NULL,
    events bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    example text
);
ALTER TABLE template__store.property_counts OWNER TO hardal_owner;
COMMENT ON TABLE template__store.property_counts IS 'The rollup of properties; may be rebuilt from the events';
COMMENT ON COLUMN template__store.property_counts.day IS 'The day in UTC';
COMMENT ON COLUMN template__store.property_counts.event_name IS 'The events'' name';
COMMENT ON COLUMN template__store.property_counts.path IS 'The keys that lead to it, joined by dots';
COMMENT ON COLUMN template__store.property_counts.json_type IS 'string, number, boolean, object, array or null';
COMMENT ON COLUMN template__store.property_counts.events IS 'How many events have it with this type';
COMMENT ON COLUMN template__store.property_counts.first_at IS 'created_at of the first of them';
COMMENT ON COLUMN template__store.property_counts.last_at IS 'created_at of the last of them';
COMMENT ON COLUMN template__store.property_counts.example IS 'One of its values, its first 100 characters';
CREATE VIEW template__store.all_properties AS
 SELECT day,
    event_name,
    path,
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
    path,
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
COMMENT ON COLUMN template__store.all_properties.path IS 'The keys that lead to it, joined by dots';
COMMENT ON COLUMN template__store.all_properties.json_type IS 'string, number, boolean, object, array or null';
COMMENT ON COLUMN template__store.all_properties.events IS 'How many events have it with this type';
COMMENT ON COLUMN template__store.all_properties.first_at IS 'created_at of the first of them';
COMMENT ON COLUMN template__store.all_properties.last_at IS 'created_at of the last of them';
COMMENT ON COLUMN template__store.all_properties.example IS 'One of its values, its first 100 characters';
CREATE VIEW template.property_catalog AS
 WITH numbered AS (
         SELECT day,
            event_name,
            path,
            json_type,
            events,
            first_at,
            last_at,
            example,
            row_number() OVER (PARTITION BY event_name, path, example ORDER BY last_at DESC) AS turn
           FROM template__store.all_properties a
        )
 SELECT event_name,
    path AS property,
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
            WHEN ( SELECT has_table_privilege(CURRENT_USER, 'template.events'::text, 'select'::text) AS has_table_privilege) THEN (array_agg(example ORDER BY last_at DESC, example) FILTER (WHERE ((turn = 1) AND (example IS NOT NULL))))[1:5]
            ELSE NULL::text[]
        END AS examples
   FROM numbered n
  GROUP BY event_name, path;
ALTER VIEW template.property_catalog OWNER TO hardal_owner;
COMMENT ON VIEW template.property_catalog IS 'Each property of each event name: how often, since when, of which JSON types; nested ones by their path';
COMMENT ON COLUMN template.property_catalog.event_name IS 'The events'' name';
COMMENT ON COLUMN template.property_catalog.property IS 'The keys that lead to it, joined by dots: nested_data.category';
COMMENT ON COLUMN template.property_catalog.events IS 'How many events have it';
COMMENT ON COLUMN template.property_catalog.first_seen IS 'created_at of the first of them';
COMMENT ON COLUMN template.property_catalog.last_seen IS 'created_at of the last of them';
COMMENT ON COLUMN template.property_catalog.strings IS 'In how many it is a string';
COMMENT ON COLUMN template.property_catalog.numbers IS 'In how many it is a number';
COMMENT ON COLUMN template.property_catalog.booleans IS 'In how many it is true or false';
COMMENT ON COLUMN template.property_catalog.objects IS 'In how many it is an object, whose keys are properties of their own';
COMMENT ON COLUMN template.property_catalog.arrays IS 'In how many it is an array';
COMMENT ON COLUMN template.property_catalog.nulls IS 'In how many it is null';
COMMENT ON COLUMN template.property_catalog.examples IS 'Up to five values, the newest first; null for those who may not read events';
CREATE VIEW template.rejected_events WITH (security_invoker='true') AS
 SELECT rejected_id,
    received_at,
    (payload ->> 'event_name'::text) AS event_name,
    errors,
    payload,
    raw,
    bytes
   FROM template__store.rejected_events r;
ALTER VIEW template.rejected_events OWNER TO hardal_owner;
COMMENT ON VIEW template.rejected_events IS 'Events that were refused, kept with the reasons so that they can be mended';
COMMENT ON COLUMN template.rejected_events.rejected_id IS 'Id of the refusal, as in the answer that the sender got';
COMMENT ON COLUMN template.rejected_events.received_at IS 'When it was refused';
COMMENT ON COLUMN template.rejected_events.event_name IS 'The event_name that was sent, where there was one';
COMMENT ON COLUMN template.rejected_events.errors IS 'Every fault: an array of field, code and message';
COMMENT ON COLUMN template.rejected_events.payload IS 'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
COMMENT ON COLUMN template.rejected_events.raw IS 'What was sent where it is no JSON; the first 8 KiB where it was too large: convert_from(raw, ''UTF8'')';
COMMENT ON COLUMN template.rejected_events.bytes IS 'Size of what was sent: of the line, or of the event as jsonb';
CREATE VIEW template.sessions WITH (security_invoker='true') AS
 SELECT client_id,
    started_at,
    ended_at,
    (ended_at - started_at) AS duration,
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
COMMENT ON COLUMN template.sessions.started_at IS 'created_at of its first event';
COMMENT ON COLUMN template.sessions.ended_at IS 'created_at of its last event';
COMMENT ON COLUMN template.sessions.duration IS 'From its first event to its last';
COMMENT ON COLUMN template.sessions.events IS 'How many events it has';
COMMENT ON COLUMN template.sessions.first_event IS 'event_name of its first event';
COMMENT ON COLUMN template.sessions.last_event IS 'event_name of its last event';
CREATE TABLE template__store.boundary (
    boundary date DEFAULT '-infinity'::date NOT NULL,
    waits_for text[],
    looked_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL
);
ALTER TABLE template__store.boundary OWNER TO hardal_owner;
COMMENT ON TABLE template__store.boundary IS 'One row: the days before the boundary are over';
COMMENT ON COLUMN template__store.boundary.boundary IS 'Whoever stores an event of an earlier day marks its periods';
COMMENT ON COLUMN template__store.boundary.waits_for IS 'Those days are rolled up once these transactions are over; null where it is yet to be seen which ran';
COMMENT ON COLUMN template__store.boundary.looked_at IS 'When typed views were last compared with events; -infinity: next with all there are';
CREATE TABLE template__store.counted_days (
    day date NOT NULL
);
ALTER TABLE template__store.counted_days OWNER TO hardal_owner;
COMMENT ON TABLE template__store.counted_days IS 'Days that were counted since typed views were last compared with them';
COMMENT ON COLUMN template__store.counted_days.day IS 'The day in UTC';
CREATE TABLE template__store.event_ids (
    id uuid NOT NULL,
    created_at timestamp with time zone,
    digest bigint
);
ALTER TABLE template__store.event_ids OWNER TO hardal_owner;
COMMENT ON TABLE template__store.event_ids IS 'The ledger: every id ever stored, which is what makes a retry harmless';
COMMENT ON COLUMN template__store.event_ids.id IS 'The event''s id';
COMMENT ON COLUMN template__store.event_ids.created_at IS 'Its time, which names its partition; null in a tombstone';
COMMENT ON COLUMN template__store.event_ids.digest IS 'Hash of its content, to tell a retry from a conflict; null in a tombstone';
CREATE TABLE template__store.partition_lock (
);
ALTER TABLE template__store.partition_lock OWNER TO hardal_owner;
COMMENT ON TABLE template__store.partition_lock IS 'Empty: locked while a partition is made, so that two do not make it at once';
CREATE TABLE template__store.quarantine_changes (
    kept bigint NOT NULL,
    bytes bigint NOT NULL,
    dropped bigint NOT NULL
);
ALTER TABLE template__store.quarantine_changes OWNER TO hardal_owner;
COMMENT ON TABLE template__store.quarantine_changes IS 'How full the quarantine is: the sum of these rows';
COMMENT ON COLUMN template__store.quarantine_changes.kept IS 'Events that came in; negative for those that went';
COMMENT ON COLUMN template__store.quarantine_changes.bytes IS 'Their bytes';
COMMENT ON COLUMN template__store.quarantine_changes.dropped IS 'Events that were refused and not kept, because the quarantine was full';
CREATE TABLE template__store.view_columns (
    event_name text NOT NULL,
    path text NOT NULL,
    column_type text NOT NULL,
    column_name name NOT NULL,
    place integer,
    pinned boolean DEFAULT false NOT NULL,
    CONSTRAINT "a column is text, numeric, boolean, timestamptz or jsonb" CHECK ((column_type = ANY (ARRAY['text'::text, 'numeric'::text, 'boolean'::text, 'timestamptz'::text, 'jsonb'::text])))
);
ALTER TABLE template__store.view_columns OWNER TO hardal_owner;
COMMENT ON TABLE template__store.view_columns IS 'The columns of typed views, and those that were pinned ahead';
COMMENT ON COLUMN template__store.view_columns.event_name IS 'The events'' name';
COMMENT ON COLUMN template__store.view_columns.path IS 'The property that it is of';
COMMENT ON COLUMN template__store.view_columns.column_type IS 'Its type';
COMMENT ON COLUMN template__store.view_columns.column_name IS 'Its name';
COMMENT ON COLUMN template__store.view_columns.place IS 'Its place behind the columns that every view has; null where it was pinned ahead and not seen yet';
COMMENT ON COLUMN template__store.view_columns.pinned IS 'Whether a DBA has fixed its name and type';
CREATE TABLE template__store.wanted_columns (
    event_name text NOT NULL,
    path text,
    column_type text,
    events bigint NOT NULL,
    postponed boolean DEFAULT false NOT NULL
);
ALTER TABLE template__store.wanted_columns OWNER TO hardal_owner;
COMMENT ON TABLE template__store.wanted_columns IS 'Columns that were seen, and that typed views are to get in this round of maintenance or a later one';
COMMENT ON COLUMN template__store.wanted_columns.event_name IS 'The events'' name';
COMMENT ON COLUMN template__store.wanted_columns.path IS 'The property; null where the view itself is missing';
COMMENT ON COLUMN template__store.wanted_columns.column_type IS 'The type that the property has most often, or text for what that cannot hold';
COMMENT ON COLUMN template__store.wanted_columns.events IS 'In how many of the events it was seen';
COMMENT ON COLUMN template__store.wanted_columns.postponed IS 'Whether this round could not make it: somebody reads the view, or it cannot be replaced';
ALTER TABLE ONLY hardal_private.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (entry);
ALTER TABLE ONLY hardal_private.installed
    ADD CONSTRAINT installed_pkey PRIMARY KEY (schema, kind, object);
ALTER TABLE ONLY hardal_private.keys
    ADD CONSTRAINT keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY hardal_private.maintenance
    ADD CONSTRAINT maintenance_pkey PRIMARY KEY (tenant);
ALTER TABLE ONLY hardal_private.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (path);
ALTER TABLE ONLY hardal_private.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (receipt);
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
ALTER TABLE ONLY template__store.event_ids
    ADD CONSTRAINT event_ids_pkey PRIMARY KEY (id);
ALTER TABLE ONLY template__store.event_views
    ADD CONSTRAINT event_views_pkey PRIMARY KEY (event_name);
ALTER TABLE ONLY template__store.event_views
    ADD CONSTRAINT event_views_view_name_key UNIQUE (view_name);
ALTER TABLE ONLY template__store.property_counts
    ADD CONSTRAINT property_counts_pkey PRIMARY KEY (day, event_name, path, json_type);
ALTER TABLE ONLY template__store.rejected_events
    ADD CONSTRAINT rejected_events_pkey PRIMARY KEY (rejected_id);
ALTER TABLE ONLY template__store.rollups
    ADD CONSTRAINT rollups_pkey PRIMARY KEY (period);
ALTER TABLE ONLY template__store.view_columns
    ADD CONSTRAINT view_columns_event_name_column_name_key UNIQUE (event_name, column_name);
ALTER TABLE ONLY template__store.view_columns
    ADD CONSTRAINT view_columns_event_name_place_key UNIQUE (event_name, place);
ALTER TABLE ONLY template__store.view_columns
    ADD CONSTRAINT view_columns_pkey PRIMARY KEY (event_name, path, column_type);
ALTER TABLE ONLY template__store.wanted_columns
    ADD CONSTRAINT wanted_columns_event_name_path_column_type_key UNIQUE NULLS NOT DISTINCT (event_name, path, column_type);
CREATE INDEX audit_log_tenant ON hardal_private.audit_log USING btree (tenant, entry);
CREATE INDEX receipts_tenant ON hardal_private.receipts USING btree (tenant, receipt);
CREATE UNIQUE INDEX tokens_tenant_name ON hardal_private.tokens USING btree (tenant, name) WHERE (revoked_at IS NULL);
CREATE INDEX events_client ON ONLY template__store.events USING btree (client_id, created_at) INCLUDE (event_name) WHERE (client_id IS NOT NULL);
CREATE INDEX events_created_at ON ONLY template__store.events USING btree (created_at, id);
CREATE INDEX events_name ON ONLY template__store.events USING btree (event_name, created_at) INCLUDE (client_id);
CREATE INDEX rejected_events_received_at ON template__store.rejected_events USING btree (received_at);
CREATE INDEX rollup_marks_period ON template__store.rollup_marks USING btree (period, starts_on);
CREATE TRIGGER audit_log_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON hardal_private.audit_log FOR EACH STATEMENT EXECUTE FUNCTION hardal_private.refuse_change();
ALTER TABLE hardal_private.audit_log ENABLE ALWAYS TRIGGER audit_log_is_append_only;
ALTER TABLE ONLY hardal_private.maintenance
    ADD CONSTRAINT maintenance_tenant_fkey FOREIGN KEY (tenant) REFERENCES hardal_private.tenants(name) ON DELETE CASCADE;
ALTER TABLE ONLY hardal_private.tokens
    ADD CONSTRAINT tokens_key_id_fkey FOREIGN KEY (key_id) REFERENCES hardal_private.keys(id);
ALTER TABLE ONLY hardal_private.tokens
    ADD CONSTRAINT tokens_tenant_fkey FOREIGN KEY (tenant) REFERENCES hardal_private.tenants(name) ON DELETE CASCADE;
ALTER TABLE ONLY hardal_private.urls
    ADD CONSTRAINT urls_tenant_fkey FOREIGN KEY (tenant) REFERENCES hardal_private.tenants(name) ON DELETE CASCADE;
GRANT USAGE ON SCHEMA hardal TO hardal_anon;
GRANT USAGE ON SCHEMA hardal TO hardal_ingest;
GRANT USAGE ON SCHEMA hardal TO hardal_read;
GRANT USAGE ON SCHEMA template TO template__read;
GRANT USAGE ON SCHEMA template TO template__aggregate;
REVOKE ALL ON TYPE hardal.active_clients FROM PUBLIC;
GRANT ALL ON TYPE hardal.active_clients TO hardal_read;
REVOKE ALL ON TYPE hardal.daily_activity FROM PUBLIC;
GRANT ALL ON TYPE hardal.daily_activity TO hardal_read;
REVOKE ALL ON TYPE hardal.event FROM PUBLIC;
GRANT ALL ON TYPE hardal.event TO hardal_read;
REVOKE ALL ON TYPE hardal.event_catalog FROM PUBLIC;
GRANT ALL ON TYPE hardal.event_catalog TO hardal_read;
REVOKE ALL ON TYPE hardal.funnel_step FROM PUBLIC;
GRANT ALL ON TYPE hardal.funnel_step TO hardal_read;
REVOKE ALL ON TYPE hardal.path FROM PUBLIC;
GRANT ALL ON TYPE hardal.path TO hardal_read;
REVOKE ALL ON TYPE hardal.property_catalog FROM PUBLIC;
GRANT ALL ON TYPE hardal.property_catalog TO hardal_read;
REVOKE ALL ON TYPE hardal.property_value FROM PUBLIC;
GRANT ALL ON TYPE hardal.property_value TO hardal_read;
REVOKE ALL ON TYPE hardal.retention_cell FROM PUBLIC;
GRANT ALL ON TYPE hardal.retention_cell TO hardal_read;
REVOKE ALL ON TYPE hardal.session FROM PUBLIC;
GRANT ALL ON TYPE hardal.session TO hardal_read;
REVOKE ALL ON TYPE hardal_private.finding FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal.active_clients(period text, since date, until date, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.active_clients(period text, since date, until date, time_zone text) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.daily_activity(since date, until date, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.daily_activity(since date, until date, time_zone text) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.event_catalog() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.event_catalog() TO hardal_read;
REVOKE ALL ON FUNCTION hardal.events(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.events(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.funnel(steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.funnel(steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.ingest(jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.ingest(jsonb) TO hardal_ingest;
REVOKE ALL ON FUNCTION hardal.ingest_ndjson(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.ingest_ndjson(bytea) TO hardal_ingest;
REVOKE ALL ON FUNCTION hardal.paths(start_event text, since timestamp with time zone, until timestamp with time zone, within interval, depth integer, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.paths(start_event text, since timestamp with time zone, until timestamp with time zone, within interval, depth integer, max_rows integer) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.pre_request() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_anon;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_read;
REVOKE ALL ON FUNCTION hardal.property_breakdown(event_name text, property text, since timestamp with time zone, until timestamp with time zone, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.property_breakdown(event_name text, property text, since timestamp with time zone, until timestamp with time zone, max_rows integer) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.property_catalog(event_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.property_catalog(event_name text) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.retention(first_event text, return_event text, period text, since timestamp with time zone, until timestamp with time zone, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.retention(first_event text, return_event text, period text, since timestamp with time zone, until timestamp with time zone, time_zone text) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.sessions(since timestamp with time zone, until timestamp with time zone, gap interval) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.sessions(since timestamp with time zone, until timestamp with time zone, gap interval) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.validate(jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.validate(jsonb) TO hardal_ingest;
REVOKE ALL ON FUNCTION hardal.validate_ndjson(bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.validate_ndjson(bytea) TO hardal_ingest;
REVOKE ALL ON FUNCTION hardal_private.add_to_report(report jsonb, did jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.all_partitions(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.apply_template(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.audit(action text, tenant text, object text, details jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.batch_events(body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.begin_drop(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.beginning(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_database() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_definitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_grants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_keys(held text[], file text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_maintenance() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_memberships() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_owners() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_partitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_public() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_roles() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_rollups(tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_settings() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_stores(tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_tenants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_tokens() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_urls() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.check_views(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.clock() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.close_receipt(receipt bigint, covers_until timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.close_url(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.concerns(event_client_id text, event_request_id text, event_properties jsonb, client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.count_person(tenant text, client_id text, request_id text, properties jsonb, OUT events bigint, OUT rejected_events bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_tenant_schemas(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_url(tenant text, name text, scope text, verifier text, expires_at timestamp with time zone, connections bigint, statement_timeout bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.current_tenant() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.dedicate_database() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.definitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.derived_id(tenant text, key text, index integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.describe_tenant(tenant text, OUT name text, OUT created_at timestamp with time zone, OUT suspended_at timestamp with time zone, OUT events bigint, OUT bytes bigint, OUT oldest_month text, OUT newest_month text, OUT rejected_events bigint, OUT rejected_bytes bigint, OUT rejected_not_kept bigint, OUT tokens bigint, OUT urls bigint, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.detach_expired(only_tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.disclose(tenant text, client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.doctor(only_tenant text, deep boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_partition(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_stale_functions(schema text, names text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_tenant(tenant text, held jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.drop_url(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.end_sessions(role name) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.end_tenant_sessions(tenant text) FROM PUBLIC;
REVOKE ALL ON PROCEDURE hardal_private.erase(IN tenant text, IN client_id text, IN request_id text, IN properties jsonb, INOUT receipt bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.erase_part(receipt bigint, tenant text, partition name, client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.name_digest(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_digest(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.uuid_v7() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_id(event jsonb, tenant text, key text, place bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.fixed_columns() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.free_name(name text, taken name[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.grants() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.grants_on(relation regclass) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.guard_audit_log() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.hold_tenant(tenant text, wait boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.holds_long_number(value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.properties_faults(properties jsonb, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_clean(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, plain boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_deep(value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_larger(value jsonb, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_long_number(value numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_plain_batch(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_printable(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.join_role(role name) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.large_object_functions() FROM PUBLIC;
REVOKE ALL ON PROCEDURE hardal_private.maintain(IN only_tenant text, IN dry boolean, INOUT report jsonb, IN only_steps text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.maintain_step(tenant text, step text, dry boolean, OUT did jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.merge_patch(target jsonb, patch jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.note_maintained(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.open_receipt(tenant text, client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.outcome_errors(outcome text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.own_roles() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.own_schemas() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.parse_timestamp(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.person_values(client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.pin_column(tenant text, event_name text, property text, column_name text, column_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.property_expression(keys text[], column_type text, pinned boolean, as_timestamp text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_events(events jsonb, tenant text, key text, raws bytea[], faults text[], now timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone, max_bytes integer, plain boolean, OUT ids uuid[], OUT times timestamp with time zone[], OUT digests bigint[], OUT errors jsonb[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_line(line bytea, OUT event jsonb, OUT fault text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_lines(body bytea, OUT events jsonb, OUT lines bigint[], OUT raws bytea[], OUT faults text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.read_uuid(text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rebuild_rollups(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.record_definitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.record_use(jti uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.recount_marked(tenant text, after jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refresh_views(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse(status integer, message text, details text, hint text, headers jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse_unknown_token(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refused_bytes(payload jsonb, raw bytea, errors jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.relation_stats(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.request_key() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_future(expires_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_key(key_id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_person(client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_pin(event_name text, property text, column_name text, column_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_url(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_verifier(verifier text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.resume_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.retire_keys(successor text, others text[], until timestamp with time zone, OUT tokens_ending bigint, OUT first_ends_at timestamp with time zone, OUT last_ends_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.revoke_token(tenant text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rotate_token(tenant text, name text, key_id text, expires_at timestamp with time zone, overlap interval, OUT jti uuid, OUT scope text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.rotate_url(tenant text, name text, verifier text, expires_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.running_writers() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.safe_name(name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.scopes() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.see_urls() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.serve_events(events jsonb, dry boolean, lines bigint[], raws bytea[], faults text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.set_authenticator_password(verifier text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.set_limits(tenant text, limits jsonb, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.settle_url(role name) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.shell_quote(word text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.stats(only_tenant text, exact boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.still_running(transactions text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.suspend_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.template_version() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.tenant_limits(tenant text, OUT max_event_bytes integer, OUT quarantine_rows bigint, OUT quarantine_bytes bigint, OUT quarantine_days integer, OUT retention_months integer, OUT oldest timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.text_faults(value jsonb, longest integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.token_state(token hardal_private.tokens) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.unread_errors(fault text, line bytea, max_bytes integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.url_settings(url hardal_private.urls) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.views(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.wait_until(deadline timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.written_forms(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template.active_clients(period text, since date, until date, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.active_clients(period text, since date, until date, time_zone text) TO template__read;
GRANT ALL ON FUNCTION template.active_clients(period text, since date, until date, time_zone text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.as_timestamp(value text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.as_timestamp(value text) TO template__read;
REVOKE ALL ON FUNCTION template.daily_activity(since date, until date, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.daily_activity(since date, until date, time_zone text) TO template__read;
GRANT ALL ON FUNCTION template.daily_activity(since date, until date, time_zone text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.day_start(day date, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.day_start(day date, time_zone text) TO template__read;
GRANT ALL ON FUNCTION template.day_start(day date, time_zone text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.fixed_span(span interval) FROM PUBLIC;
GRANT ALL ON FUNCTION template.fixed_span(span interval) TO template__read;
GRANT ALL ON FUNCTION template.fixed_span(span interval) TO template__aggregate;
REVOKE ALL ON FUNCTION template.flatten(properties jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION template.flatten(properties jsonb) TO template__read;
GRANT ALL ON FUNCTION template.flatten(properties jsonb) TO template__aggregate;
REVOKE ALL ON FUNCTION template.funnel(steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.funnel(steps text[], within interval, since timestamp with time zone, until timestamp with time zone, by text) TO template__read;
REVOKE ALL ON FUNCTION template.is_time_zone(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.is_time_zone(name text) TO template__read;
GRANT ALL ON FUNCTION template.is_time_zone(name text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.path_keys(path text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.path_keys(path text) TO template__read;
GRANT ALL ON FUNCTION template.path_keys(path text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.paths(start_event text, since timestamp with time zone, until timestamp with time zone, within interval, depth integer, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION template.paths(start_event text, since timestamp with time zone, until timestamp with time zone, within interval, depth integer, max_rows integer) TO template__read;
REVOKE ALL ON FUNCTION template.property_breakdown(event_name text, property text, since timestamp with time zone, until timestamp with time zone, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION template.property_breakdown(event_name text, property text, since timestamp with time zone, until timestamp with time zone, max_rows integer) TO template__read;
REVOKE ALL ON FUNCTION template.require(condition boolean, message text, hint text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.require(condition boolean, message text, hint text) TO template__read;
GRANT ALL ON FUNCTION template.require(condition boolean, message text, hint text) TO template__aggregate;
REVOKE ALL ON FUNCTION template.retention(first_event text, return_event text, period text, since timestamp with time zone, until timestamp with time zone, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION template.retention(first_event text, return_event text, period text, since timestamp with time zone, until timestamp with time zone, time_zone text) TO template__read;
REVOKE ALL ON FUNCTION template.sessions(since timestamp with time zone, until timestamp with time zone, gap interval) FROM PUBLIC;
GRANT ALL ON FUNCTION template.sessions(since timestamp with time zone, until timestamp with time zone, gap interval) TO template__read;
REVOKE ALL ON FUNCTION template.within_calendar(moment timestamp with time zone, absent timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION template.within_calendar(moment timestamp with time zone, absent timestamp with time zone) TO template__read;
GRANT ALL ON FUNCTION template.within_calendar(moment timestamp with time zone, absent timestamp with time zone) TO template__aggregate;
REVOKE ALL ON FUNCTION template__store.answer(events jsonb, key text, dry boolean, lines bigint[], raws bytea[], row_ids uuid[], ids uuid[], errors jsonb[], outcomes text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.columns_left(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.count_period(period text, starts_on date) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.discard_rejected(ids uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.drop_expired(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.erase_partition(partition name, client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.erase_rejected(client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.expire_rejected(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.expired_partitions(horizon timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.find_rejected(code text, event_name text, since timestamp with time zone, until timestamp with time zone, ids uuid[], max_rows bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.import_lines(body bytea, row_ids uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.ingest(events jsonb, key text, dry boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.keep_rejected(rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.leave_rollups(horizon timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.list_partitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_event_view(event_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_event_views(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_partitions(times timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_partitions_ahead(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.mark_periods(times timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.missing_columns() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.move_boundary(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.move_horizon(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.next_horizon() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.outcomes(ids uuid[], digests bigint[], entered uuid[]) FROM PUBLIC;
GRANT SELECT ON TABLE template__store.events TO template__read;
REVOKE ALL ON FUNCTION template__store.person_events(client_id text, request_id text, properties jsonb) FROM PUBLIC;
GRANT SELECT ON TABLE template__store.rejected_events TO template__read;
REVOKE ALL ON FUNCTION template__store.person_rejected(client_id text, request_id text, properties jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.pin_column(event_name text, property text, column_name name, column_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.rebuild_rollups() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.recount() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.recount_next(after jsonb, patient boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.release_rejected(ids uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.repin_event_view(event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.replay_rejected(ids uuid[], patch jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.roll_up(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.seen_properties() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.store_events(events jsonb, key text, dry boolean, partitions boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamp with time zone[], deadline timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.tidy_quarantine() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.trim_ledger(dry boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.views_left() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.want_event_views(dry boolean) FROM PUBLIC;
GRANT SELECT ON TABLE template.active_clients TO template__read;
GRANT SELECT ON TABLE template.active_clients TO template__aggregate;
GRANT SELECT ON TABLE template.events TO template__read;
GRANT SELECT ON TABLE template.clients TO template__read;
GRANT SELECT ON TABLE template.daily_activity TO template__read;
GRANT SELECT ON TABLE template.daily_activity TO template__aggregate;
GRANT SELECT ON TABLE template.event_catalog TO template__read;
GRANT SELECT ON TABLE template.event_catalog TO template__aggregate;
GRANT SELECT ON TABLE template.property_catalog TO template__read;
GRANT SELECT ON TABLE template.property_catalog TO template__aggregate;
GRANT SELECT ON TABLE template.rejected_events TO template__read;
GRANT SELECT ON TABLE template.sessions TO template__read;
