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
CREATE FUNCTION hardal.ingest(jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
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
    execute format('select %I.ingest($1)', v_tenant || '__store')
    into v_answer
    using hardal_private.batch_events($1);
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
ALTER FUNCTION hardal.ingest(jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.ingest(jsonb) IS 'Stores one event, or {"events": [event, ...]}, and answers what became of each: accepted, duplicates, rejected, ids, errors';
CREATE FUNCTION hardal.pre_request() RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
    v_token hardal_private.tokens;
    v_reason text;
begin
    if v_claims ->> 'role' is distinct from 'hardal_anon' then
        select t.* into v_token
        from hardal_private.tokens as t
        where t.jti::text = v_claims ->> 'jti';
    end if;
    v_reason := case
        when v_claims is null or v_claims ->> 'role' is null or v_claims ->> 'role' = 'hardal_anon'
            then 'this request has no token'
        when v_token.jti is null then 'the token is unknown here'
        when v_token.revoked_at is not null then 'the token was revoked'
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
end
$$;
ALTER FUNCTION hardal.pre_request() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal.pre_request() IS 'PostgREST''s db-pre-request: refuses a request whose token is missing, unknown, revoked or not what it was issued as';
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
            message = format('the batch holds %s events, the limit is 10000', jsonb_array_length(v_events)),
            hint = 'send it in several requests; nothing of it was stored';
    end if;
    return v_events;
end
$$;
ALTER FUNCTION hardal_private.batch_events(body jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.batch_events(body jsonb) IS 'The events of a request''s body as an array; PT400 where it is neither an event nor a batch, PT413 where it is too large';
CREATE FUNCTION hardal_private.clock() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN now();
ALTER FUNCTION hardal_private.clock() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.clock() IS 'Start of the current transaction; the one place that tests set the time in';
CREATE FUNCTION hardal_private.create_tenant(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    if tenant !~ '^[a-z][a-z0-9_]{0,38}[a-z0-9]$' or tenant ~ '__' then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a tenant', to_jsonb(left(tenant, 80))),
            hint = 'take 2 to 40 of a-z, 0-9 and _, a letter first, no _ at the end, no two _ together';
    end if;
    if tenant <> quote_ident(tenant) or tenant ~ '^(pg_|hardal)' or tenant in ('template', 'public') then
        raise sqlstate 'HD400' using
            message = format('the name %s is taken by PostgreSQL or hardal itself', tenant),
            hint = format('take another, such as %s_events', tenant);
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
    if to_regrole(tenant || '__read') is not null then
        raise sqlstate 'HD409' using
            message = format('this server has a role %s__read already', tenant),
            hint = 'roles belong to the whole server: another of its databases may have a tenant of this name; take another name';
    end if;
    insert into hardal_private.tenants (name) values (tenant);
    perform hardal_private.create_tenant_schemas(tenant);
    perform hardal_private.apply_template(tenant);
end
$_$;
ALTER FUNCTION hardal_private.create_tenant(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_tenant(tenant text) IS 'Makes a tenant; HD400 where the name will not do, HD409 where it is taken by a tenant, a schema or a role';
CREATE FUNCTION hardal_private.create_tenant_schemas(tenant text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if to_regrole(tenant || '__read') is null then
        execute format('create role %I nologin', tenant || '__read');
        execute format(
            'comment on role %I is %L', tenant || '__read', format('hardal: reads the tenant %s', tenant)
        );
    end if;
    if not has_database_privilege(tenant || '__read', current_database(), 'connect') then
        execute format('grant connect on database %I to %I', current_database(), tenant || '__read');
    end if;
    execute format('create schema if not exists %I authorization hardal_owner', tenant);
    execute format('create schema if not exists %I authorization hardal_owner', tenant || '__store');
end
$$;
ALTER FUNCTION hardal_private.create_tenant_schemas(tenant text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_tenant_schemas(tenant text) IS 'Makes a tenant''s two schemas and its group roles, where they are missing';
CREATE FUNCTION hardal_private.create_url(tenant text, name text, verifier text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
declare
    v_role text := tenant || '__u_' || name;
begin
    perform hardal_private.require_tenant(tenant);
    if name !~ '^[a-z][a-z0-9_]*$' or octet_length(v_role) > 63 then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a PSQL URL of %s', to_jsonb(left(name, 80)), tenant),
            hint = format(
                'take 1 to %s of a-z, 0-9 and _, a letter first', 63 - octet_length(tenant || '__u_')
            );
    end if;
    if verifier !~ '^SCRAM-SHA-256\$' then
        raise sqlstate 'HD400' using message = 'a password comes as a SCRAM-SHA-256 verifier, never in clear';
    end if;
    if to_regrole(v_role) is not null then
        raise sqlstate 'HD409' using
            message = format('the role %s exists already', v_role),
            hint = 'take another name: a PSQL URL is one person''s or one tool''s';
    end if;
    execute format('create role %I login connection limit 5 password %L', v_role, verifier);
    execute format('comment on role %I is %L', v_role, format('hardal: PSQL URL of the tenant %s', tenant));
    execute format('grant %I to %I', tenant || '__read', v_role);
    execute format('alter role %I set search_path to %I', v_role, tenant);
    execute format('alter role %I set default_transaction_read_only to on', v_role);
    execute format('alter role %I set statement_timeout to %L', v_role, '60s');
    execute format('alter role %I set idle_in_transaction_session_timeout to %L', v_role, '10min');
    insert into hardal_private.urls (role, tenant, name, scope)
    values (v_role, create_url.tenant, create_url.name, 'read');
    return v_role;
end
$_$;
ALTER FUNCTION hardal_private.create_url(tenant text, name text, verifier text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.create_url(tenant text, name text, verifier text) IS 'Makes the login role of a PSQL URL and returns its name; HD404 where there is no such tenant, HD409 where the role exists, HD400 where a value will not do';
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
    AS $_$
declare
    v_name text;
    v_function regprocedure;
begin
    begin
        for v_name in
            select 'hardal_authenticator'
            union all
            select t.name || '__read' from hardal_private.tenants as t
        loop
            execute format('grant connect on database %I to %I', current_database(), v_name);
        end loop;
        execute format('revoke connect, temporary on database %I from public', current_database());
        for v_function in
            select p.oid::regprocedure
            from pg_proc as p
            where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^lo(_.*|read|write)$'
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
        from pg_proc as p
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        where
            p.pronamespace = 'pg_catalog'::regnamespace
            and p.proname ~ '^lo(_.*|read|write)$'
            and a.grantee = 0
    ) then
        raise sqlstate 'HD403' using
            message = format('%s may not close this database to PUBLIC', current_user),
            hint = 'run migrate --dedicated as the database''s owner with superuser rights, or without --dedicated';
    end if;
end
$_$;
ALTER FUNCTION hardal_private.dedicate_database() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.dedicate_database() IS 'Closes this database to PUBLIC (CONNECT, TEMP, large objects); HD403 where the login may not';
CREATE FUNCTION hardal_private.event_digest(event jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN jsonb_hash_extended(CASE WHEN (jsonb_typeof((event -> 'properties'::text)) = 'object'::text) THEN (event -> 'properties'::text) ELSE '{}'::jsonb END, hashtextextended(COALESCE((event ->> 'client_id'::text), ''::text), hashtextextended(COALESCE((event ->> 'hardal_server_request_id'::text), ''::text), hashtextextended((event ->> 'event_name'::text), (0)::bigint))));
ALTER FUNCTION hardal_private.event_digest(event jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_digest(event jsonb) IS '64-bit hash of an event''s content, without its id and time; kept in the ledger';
CREATE FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone) RETURNS jsonb
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
        select
            f.place,
            f.field,
            hardal_private.text_fault(f.value, f.longest),
            case hardal_private.text_fault(f.value, f.longest)
                when 'wrong_type' then format('%s is a string, not a JSON %s', f.field, jsonb_typeof(f.value))
                when 'empty' then format('%s is empty: give it a value%s', f.field, case when f.field <> 'event_name' then ', or leave it out' end)
                else format('%s has at most %s characters', f.field, f.longest)
            end
        from field as f
        where f.longest is not null and hardal_private.text_fault(f.value, f.longest) is not null
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
            where f.value #>> '{}' ~ '^[ \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$'
        ) as n
        where f.field = 'event_name' and hardal_private.text_fault(f.value, f.longest) is null
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
        jsonb_build_object('field', t.field, 'code', t.code, 'message', t.message) order by t.place, t.field
    )
    from (select * from fault order by place, field limit 20) as t
$_$;
ALTER FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone) IS 'Every fault of an event (up to 20) as an array of field, code and message; null where it has none';
CREATE FUNCTION hardal_private.is_clean(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE(((jsonb_typeof(event) = 'object'::text) AND ((event - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[]) = '{}'::jsonb) AND (jsonb_typeof((event -> 'event_name'::text)) = 'string'::text) AND (length((event ->> 'event_name'::text)) <= 200) AND ((event ->> 'event_name'::text) !~ '[\u0001-\u001f\u007f-\u009f]'::text) AND ((event ->> 'event_name'::text) ~ '[^ \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]'::text) AND (((event ->> 'id'::text) IS NULL) OR (((event ->> 'id'::text) ~~ '________-____-____-____-____________'::text) AND ((event ->> 'id'::text) !~ '[^0-9a-fA-F-]'::text) AND (replace((event ->> 'id'::text), '-'::text, ''::text) ~~ '________________________________'::text))) AND (((event ->> 'hardal_server_request_id'::text) IS NULL) OR ((jsonb_typeof((event -> 'hardal_server_request_id'::text)) = 'string'::text) AND ((length((event ->> 'hardal_server_request_id'::text)) >= 1) AND (length((event ->> 'hardal_server_request_id'::text)) <= 256)))) AND (((event ->> 'client_id'::text) IS NULL) OR ((jsonb_typeof((event -> 'client_id'::text)) = 'string'::text) AND ((length((event ->> 'client_id'::text)) >= 1) AND (length((event ->> 'client_id'::text)) <= 256)))) AND (((event ->> 'properties'::text) IS NULL) OR (jsonb_typeof((event -> 'properties'::text)) = 'object'::text)) AND (((event ->> 'created_at'::text) IS NULL) OR ((created_at >= oldest) AND (created_at <= newest)))), false);
ALTER FUNCTION hardal_private.is_clean(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.is_clean(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone) IS 'Whether event_errors finds nothing in an event, told more cheaply';
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
    if expires_at <= hardal_private.clock() then
        raise sqlstate 'HD400' using message = 'a token ends in the future';
    end if;
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
    return v_jti;
end
$$;
ALTER FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) IS 'Registers a token and returns its jti; HD404 where there is no such tenant, HD409 where the name is taken, HD400 where a value will not do';
CREATE FUNCTION hardal_private.outcome_errors(outcome text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN jsonb_build_array(jsonb_build_object('field', 'id', 'code', outcome, 'message', CASE outcome WHEN 'id_conflict'::text THEN 'an event with this id and other content is here already'::text WHEN 'erased'::text THEN 'an event with this id was erased and is not taken again'::text ELSE NULL::text END));
ALTER FUNCTION hardal_private.outcome_errors(outcome text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.outcome_errors(outcome text) IS 'The faults of an event whose id the ledger refused: id_conflict or erased';
CREATE FUNCTION hardal_private.parse_timestamp(value text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((value !~ '^[0-9]{4}-[0-9][0-9]-[0-9][0-9][Tt ][0-9][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:[Zz]|[+-][0-9][0-9]:[0-5][0-9])?$'::text) OR ("left"(value, 4) = '0000'::text) OR ((substr(value, 6, 2) < '01'::text) OR (substr(value, 6, 2) > '12'::text)) OR ((substr(value, 9, 2) < '01'::text) OR (substr(value, 9, 2) > '31'::text)) OR (substr(value, 12, 2) > '23'::text) OR (length(value) > 126)) THEN NULL::timestamp with time zone WHEN ((substr(value, 9, 2) > '28'::text) AND (((substr(value, 9, 2))::integer)::numeric > EXTRACT(day FROM (make_date((substr(value, 1, 4))::integer, (substr(value, 6, 2))::integer, 1) + '1 mon -1 days'::interval)))) THEN NULL::timestamp with time zone WHEN ("right"(value, 1) = ANY (ARRAY['Z'::text, 'z'::text])) THEN (value)::timestamp with time zone WHEN (substr("right"(value, 6), 1, 1) = ANY (ARRAY['+'::text, '-'::text])) THEN CASE WHEN (substr("right"(value, 6), 2, 2) < '16'::text) THEN (value)::timestamp with time zone ELSE NULL::timestamp with time zone END ELSE ((value || 'Z'::text))::timestamp with time zone END;
ALTER FUNCTION hardal_private.parse_timestamp(value text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.parse_timestamp(value text) IS 'The time that an RFC 3339 date and time names, UTC where it names no zone; null where it is not one';
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
CREATE FUNCTION hardal_private.set_authenticator_password(verifier text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    if verifier !~ '^SCRAM-SHA-256\$' then
        raise sqlstate 'HD400' using message = 'a password comes as a SCRAM-SHA-256 verifier, never in clear';
    end if;
    execute format('alter role hardal_authenticator password %L', verifier);
end
$_$;
ALTER FUNCTION hardal_private.set_authenticator_password(verifier text) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.set_authenticator_password(verifier text) IS 'Sets the password that PostgREST logs in with, given as a SCRAM-SHA-256 verifier';
CREATE FUNCTION hardal_private.template_version() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select encode(sha256(convert_to(coalesce(string_agg(f.path || f.body, '' order by f.ordinal), ''), 'UTF8')), 'hex')
    from hardal_private.template_files as f
$$;
ALTER FUNCTION hardal_private.template_version() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.template_version() IS 'SHA-256 of the template''s whole text: a tenant with another one in its row is to be brought up to date';
CREATE FUNCTION hardal_private.text_fault(value jsonb, longest integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (jsonb_typeof(value) <> 'string'::text) THEN 'wrong_type'::text WHEN ((value #>> '{}'::text[]) = ''::text) THEN 'empty'::text WHEN (length((value #>> '{}'::text[])) > longest) THEN 'too_long'::text ELSE NULL::text END;
ALTER FUNCTION hardal_private.text_fault(value jsonb, longest integer) OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.text_fault(value jsonb, longest integer) IS 'The error code for a text of at most so many characters: wrong_type, empty or too_long; null where it is well or absent';
CREATE FUNCTION hardal_private.uuid_v7() RETURNS uuid
    LANGUAGE sql PARALLEL SAFE
    RETURN (encode(set_bit(set_bit("overlay"(uuid_send(gen_random_uuid()), substr(int8send((floor((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric)))::bigint), 3), 1, 6), (52)::bigint, 1), (53)::bigint, 1), 'hex'::text))::uuid;
ALTER FUNCTION hardal_private.uuid_v7() OWNER TO hardal_owner;
COMMENT ON FUNCTION hardal_private.uuid_v7() IS 'A new UUIDv7 (RFC 9562): ordered by the millisecond it was made in';
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
CREATE FUNCTION template__store.ingest(events jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_answer jsonb;
    v_again boolean := false;
begin
    loop
        begin
            if v_again then
                -- once we hold it, whoever was attaching is done; the ALTER changes nothing, but drops the list
                lock table template__store.partition_lock in exclusive mode;
                alter table template__store.events alter column id set statistics -1;
            end if;
            v_answer := template__store.store_events(events);
            exit;
        exception
            when check_violation then
                if v_again then
                    raise;
                end if;
                v_again := true;
            when lock_not_available then
                perform hardal_private.refuse(
                    429, 'another transaction holds one of these ids, or is making their partition', null,
                    'send the same request again in a second: nothing of it was stored', '{"Retry-After": "1"}'
                );
        end;
    end loop;
    return v_answer;
end
$$;
ALTER FUNCTION template__store.ingest(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.ingest(events jsonb) IS 'Stores an array of events for the tenant and answers what became of each; PT429 where it had to wait too long for another transaction';
CREATE FUNCTION template__store.lacks_partition(times timestamp with time zone[]) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select exists (
        select
        from (
            select distinct date_trunc('month', t.at at time zone 'UTC') as month
            from unnest(times) as t (at)
            where t.at is not null
        ) as m
        where to_regclass(to_char(m.month, '"template__store.events_"YYYY"_"MM')) is null
    )
$$;
ALTER FUNCTION template__store.lacks_partition(times timestamp with time zone[]) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.lacks_partition(times timestamp with time zone[]) IS 'Whether an event of one of these times would find no monthly partition';
CREATE FUNCTION template__store.make_partitions(times timestamp with time zone[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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
CREATE FUNCTION template__store.store_events(events jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_now timestamptz := hardal_private.clock();
    v_oldest timestamptz := v_now - interval '10 years';
    v_newest timestamptz := v_now + interval '24 hours';
    -- an entry an event, in the order sent; null where the event breaks a rule
    v_ids uuid[];
    v_times timestamptz[];
    v_digests bigint[];
    v_errors jsonb[];
    v_outcomes text[];
    v_entered uuid[];
    v_answer jsonb;
begin
    -- unnest keeps the order, and so does an aggregate over it
    select
        array_agg(case when b.clean then coalesce((b.event ->> 'id')::uuid, hardal_private.uuid_v7()) end),
        array_agg(case when b.clean then coalesce(b.created_at, v_now) end),
        array_agg(case when b.clean then hardal_private.event_digest(b.event) end),
        array_agg(case when not b.clean then hardal_private.event_errors(b.event, v_oldest, v_newest) end)
    into v_ids, v_times, v_digests, v_errors
    from (
        select
            r.event,
            r.created_at,
            hardal_private.is_clean(r.event, r.created_at, v_oldest, v_newest) as clean
        from (
            select
                e.event,
                hardal_private.parse_timestamp(e.event ->> 'created_at') as created_at
            from jsonb_array_elements(store_events.events) as e (event)
            offset 0 -- so that each time is read once, and each event checked once
        ) as r
        offset 0
    ) as b;
    if template__store.lacks_partition(v_times) then
        perform template__store.make_partitions(v_times);
    end if;
    with entered as (
        insert into template__store.event_ids (id, created_at, digest)
        select
            n.id,
            n.created_at,
            n.digest
        from unnest(v_ids, v_times, v_digests) with ordinality as n (id, created_at, digest, place)
        where n.id is not null
        order by n.id, n.place
        on conflict (id) do nothing
        returning id
    )
    select coalesce(array_agg(n.id), '{}') into v_entered
    from entered as n;
    if cardinality(v_entered) = cardinality(v_ids) then
        v_outcomes := array_fill('accepted'::text, array[cardinality(v_ids)]);
    else
        -- a statement of its own, so that it sees what those that it conflicted with have committed
        select array_agg(
            case
                when n.id is null then 'rejected'
                when n.turn = 1 and n.entered then 'accepted'
                when l.digest = n.digest then 'duplicate'
                when l.digest is null then 'erased'
                else 'id_conflict'
            end
            order by n.place
        )
        into v_outcomes
        from (
            select
                u.id,
                u.digest,
                u.place,
                row_number() over (partition by u.id order by u.place) as turn,
                u.id in (select e.id from unnest(v_entered) as e (id)) as entered
            from unnest(v_ids, v_digests) with ordinality as u (id, digest, place)
        ) as n
        left join template__store.event_ids as l on n.id = l.id;
    end if;
    insert into template__store.events (
        id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
    )
    select
        b.id,
        b.created_at,
        v_now,
        b.event ->> 'event_name',
        b.event ->> 'hardal_server_request_id',
        b.event ->> 'client_id',
        coalesce(nullif(b.event -> 'properties', 'null'), '{}')
    from rows from (
        jsonb_array_elements(store_events.events), unnest(v_ids), unnest(v_times), unnest(v_outcomes)
    ) as b (event, id, created_at, outcome)
    where b.outcome = 'accepted';
    if 'accepted' = all (v_outcomes) then
        return jsonb_build_object(
            'accepted', cardinality(v_ids), 'duplicates', 0, 'rejected', 0, 'ids', to_jsonb(v_ids), 'errors', '[]'::jsonb
        );
    end if;
    -- the quarantine; of an erased event nothing may be kept
    with rejected as (
        select
            b.place,
            b.outcome,
            hardal_private.uuid_v7() as rejected_id,
            b.event,
            coalesce(b.errors, hardal_private.outcome_errors(b.outcome)) as errors
        from rows from (
            jsonb_array_elements(store_events.events), unnest(v_errors), unnest(v_outcomes)
        ) with ordinality as b (event, errors, outcome, place)
        where b.outcome not in ('accepted', 'duplicate')
    ),
    kept as (
        insert into template__store.rejected_events (rejected_id, received_at, payload, errors)
        select
            r.rejected_id,
            v_now,
            case when r.outcome <> 'erased' then r.event end,
            r.errors
        from rejected as r
    )
    select jsonb_build_object(
        'accepted', (select count(*) from unnest(v_outcomes) as o (outcome) where o.outcome = 'accepted'),
        'duplicates', (select count(*) from unnest(v_outcomes) as o (outcome) where o.outcome = 'duplicate'),
        'rejected', (select count(*) from rejected),
        'ids', (
            select jsonb_agg(case when u.outcome in ('accepted', 'duplicate') then u.id end order by u.place)
            from unnest(v_ids, v_outcomes) with ordinality as u (id, outcome, place)
        ),
        'errors', coalesce(jsonb_agg(
            jsonb_build_object('index', r.place - 1) || f.fault || jsonb_build_object('rejected_id', r.rejected_id)
            order by r.place, f.place
        ), '[]')
    )
    into v_answer
    from rejected as r
    cross join lateral jsonb_array_elements(r.errors) with ordinality as f (fault, place);
    return v_answer;
end
$$;
ALTER FUNCTION template__store.store_events(events jsonb) OWNER TO hardal_owner;
COMMENT ON FUNCTION template__store.store_events(events jsonb) IS 'Stores an array of events and answers what became of each; called by ingest, which sees to what passes';
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
CREATE TABLE hardal_private.tenants (
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    suspended_at timestamp with time zone,
    migration text DEFAULT ''::text NOT NULL,
    template_version text DEFAULT ''::text NOT NULL,
    CONSTRAINT "a tenant's name is short, lower case and ours to quote" CHECK (((name ~ '^[a-z][a-z0-9_]{0,38}[a-z0-9]$'::text) AND (name !~ '__'::text) AND (name = quote_ident(name))))
);
ALTER TABLE hardal_private.tenants OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.tenants IS 'Tenants: each is a pair of schemas, <name> and <name>__store';
COMMENT ON COLUMN hardal_private.tenants.name IS 'The tenant''s name, and that of its read surface''s schema';
COMMENT ON COLUMN hardal_private.tenants.created_at IS 'When the tenant was made';
COMMENT ON COLUMN hardal_private.tenants.suspended_at IS 'Since when its requests are refused; null while it is active';
COMMENT ON COLUMN hardal_private.tenants.migration IS 'The newest migration that its schemas have';
COMMENT ON COLUMN hardal_private.tenants.template_version IS 'Hash of the template''s text that its schemas were last brought to';
CREATE TABLE hardal_private.tokens (
    jti uuid NOT NULL,
    tenant text NOT NULL,
    name text NOT NULL,
    scope text NOT NULL,
    key_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
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
COMMENT ON COLUMN hardal_private.tokens.revoked_at IS 'Since when it is refused; null while it is live';
CREATE TABLE hardal_private.urls (
    role name NOT NULL,
    tenant text NOT NULL,
    name text NOT NULL,
    scope text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "a PSQL URL's scope is read" CHECK ((scope = 'read'::text))
);
ALTER TABLE hardal_private.urls OWNER TO hardal_owner;
COMMENT ON TABLE hardal_private.urls IS 'PSQL URLs that were issued: each is a LOGIN role of one tenant';
COMMENT ON COLUMN hardal_private.urls.role IS 'The role that logs in, <tenant>__u_<name>';
COMMENT ON COLUMN hardal_private.urls.tenant IS 'The tenant whose read surface it sees';
COMMENT ON COLUMN hardal_private.urls.name IS 'The person or tool it was given to';
COMMENT ON COLUMN hardal_private.urls.scope IS 'What it may do: the group role <tenant>__<scope> that it is in';
COMMENT ON COLUMN hardal_private.urls.created_at IS 'When it was issued';
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
CREATE VIEW template.events WITH (security_invoker='true') AS
 SELECT id,
    event_name,
    hardal_server_request_id,
    client_id,
    properties,
    created_at,
    received_at,
    event_date
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
CREATE TABLE template__store.rejected_events (
    rejected_id uuid NOT NULL,
    received_at timestamp with time zone NOT NULL,
    payload jsonb,
    errors jsonb NOT NULL
);
ALTER TABLE template__store.rejected_events OWNER TO hardal_owner;
COMMENT ON TABLE template__store.rejected_events IS 'The quarantine: events that were refused';
COMMENT ON COLUMN template__store.rejected_events.rejected_id IS 'Id of the refusal';
COMMENT ON COLUMN template__store.rejected_events.received_at IS 'When it was refused';
COMMENT ON COLUMN template__store.rejected_events.payload IS 'The event as it was sent; null where it may not be kept';
COMMENT ON COLUMN template__store.rejected_events.errors IS 'Every fault: an array of field, code and message';
CREATE VIEW template.rejected_events WITH (security_invoker='true') AS
 SELECT rejected_id,
    received_at,
    (payload ->> 'event_name'::text) AS event_name,
    errors,
    payload
   FROM template__store.rejected_events r;
ALTER VIEW template.rejected_events OWNER TO hardal_owner;
COMMENT ON VIEW template.rejected_events IS 'Events that were refused, kept with the reasons so that they can be mended';
COMMENT ON COLUMN template.rejected_events.rejected_id IS 'Id of the refusal, as in the answer that the sender got';
COMMENT ON COLUMN template.rejected_events.received_at IS 'When it was refused';
COMMENT ON COLUMN template.rejected_events.event_name IS 'The event_name that was sent, where there was one';
COMMENT ON COLUMN template.rejected_events.errors IS 'Every fault: an array of field, code and message';
COMMENT ON COLUMN template.rejected_events.payload IS 'The event as it was sent; null where it may not be kept';
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
ALTER TABLE ONLY hardal_private.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (path);
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
ALTER TABLE ONLY template__store.event_ids
    ADD CONSTRAINT event_ids_pkey PRIMARY KEY (id);
ALTER TABLE ONLY template__store.rejected_events
    ADD CONSTRAINT rejected_events_pkey PRIMARY KEY (rejected_id);
CREATE UNIQUE INDEX tokens_tenant_name ON hardal_private.tokens USING btree (tenant, name) WHERE (revoked_at IS NULL);
CREATE INDEX events_client ON ONLY template__store.events USING btree (client_id, created_at) WHERE (client_id IS NOT NULL);
CREATE INDEX events_created_at ON ONLY template__store.events USING btree (created_at, id);
CREATE INDEX events_name ON ONLY template__store.events USING btree (event_name, created_at);
CREATE INDEX rejected_events_received_at ON template__store.rejected_events USING btree (received_at);
ALTER TABLE ONLY hardal_private.tokens
    ADD CONSTRAINT tokens_tenant_fkey FOREIGN KEY (tenant) REFERENCES hardal_private.tenants(name) ON DELETE CASCADE;
ALTER TABLE ONLY hardal_private.urls
    ADD CONSTRAINT urls_tenant_fkey FOREIGN KEY (tenant) REFERENCES hardal_private.tenants(name) ON DELETE CASCADE;
GRANT USAGE ON SCHEMA hardal TO hardal_anon;
GRANT USAGE ON SCHEMA hardal TO hardal_ingest;
GRANT USAGE ON SCHEMA hardal TO hardal_read;
GRANT USAGE ON SCHEMA template TO template__read;
REVOKE ALL ON TYPE hardal.event FROM PUBLIC;
GRANT ALL ON TYPE hardal.event TO hardal_read;
REVOKE ALL ON FUNCTION hardal.events(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.events(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) TO hardal_read;
REVOKE ALL ON FUNCTION hardal.ingest(jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.ingest(jsonb) TO hardal_ingest;
REVOKE ALL ON FUNCTION hardal.pre_request() FROM PUBLIC;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_anon;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_ingest;
GRANT ALL ON FUNCTION hardal.pre_request() TO hardal_read;
REVOKE ALL ON FUNCTION hardal_private.apply_template(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.batch_events(body jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.clock() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_tenant_schemas(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.create_url(tenant text, name text, verifier text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.current_tenant() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.dedicate_database() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_digest(event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.event_errors(event jsonb, oldest timestamp with time zone, newest timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.is_clean(event jsonb, created_at timestamp with time zone, oldest timestamp with time zone, newest timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.issue_token(tenant text, name text, scope text, key_id text, expires_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.outcome_errors(outcome text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.parse_timestamp(value text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.refuse(status integer, message text, details text, hint text, headers jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.require_tenant(tenant text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.set_authenticator_password(verifier text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.template_version() FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.text_fault(value jsonb, longest integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hardal_private.uuid_v7() FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.events_page(event_name text, client_id text, since timestamp with time zone, until timestamp with time zone, after uuid, max_rows integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.ingest(events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.lacks_partition(times timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.make_partitions(times timestamp with time zone[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION template__store.store_events(events jsonb) FROM PUBLIC;
GRANT SELECT ON TABLE template__store.events TO template__read;
GRANT SELECT ON TABLE template.events TO template__read;
GRANT SELECT ON TABLE template__store.rejected_events TO template__read;
GRANT SELECT ON TABLE template.rejected_events TO template__read;
