-- Admits a request over HTTP: sets how long it may take, and refuses it where too many of its kind
-- run already. PostgREST runs this before the request, in a statement of its own, and whatever a
-- role, a function or a header has set before is replaced.
--
-- Each request that is counted marks its connection with an application_name, until its transaction
-- ends, and then counts the marks: requests that come in at the same moment may all be refused, and
-- never are too many admitted. Only PostgREST's login can carry a mark that counts. An advisory
-- lock would be no wall, because any login may take one, and a row cannot be locked in the
-- read-only transaction of a GET. Nothing waits here: a request that waits holds a connection.
create or replace function hardal_private.admit_request(tenant text, scope text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_limits constant record := hardal_private.tenant_limits(admit_request.tenant);
    v_write boolean := admit_request.scope = 'ingest';
    v_kind text := case when v_write then 'write' else 'read' end;
    v_limit int;
    -- half of PostgREST's connections: the others are for events
    v_all_reads int := greatest(
        1, coalesce(nullif(current_setting('app.settings.hardal_pool', true), '')::int, 4) / 2
    );
    v_mark text := format('hardal %s %s', v_kind, admit_request.tenant);
    v_tenant_runs bigint;
    v_all_run bigint;
begin
    perform
        set_config(
            'statement_timeout',
            case
                when v_write then v_limits.write_timeout
                -- a key that manages changes something here: PostgREST runs all reads read-only
                when
                    admit_request.scope = 'manage'
                    and current_setting('transaction_read_only') = 'off'
                    then v_limits.write_timeout
                else v_limits.read_timeout
            end::text,
            true
        ),
        -- a PostgREST that hangs between two statements holds ids and old rows no longer
        set_config('idle_in_transaction_session_timeout', '30s', true);
    v_limit := case when v_write then v_limits.writes_at_once else v_limits.reads_at_once end;
    if v_limit is null then
        return;
    end if;
    perform set_config('application_name', v_mark, true);
    select
        count(*) filter (where a.application_name = v_mark),
        count(*) filter (where a.application_name like 'hardal read %')
    into v_tenant_runs, v_all_run
    from pg_stat_get_activity(null) as a
    where
        a.usesysid = session_user::regrole
        and a.datid = (select d.oid from pg_database as d where d.datname = current_database());
    if v_tenant_runs > v_limit or (not v_write and v_all_run > v_all_reads) then
        perform hardal_private.refuse_request(
            429,
            case
                when v_tenant_runs > v_limit
                    then format(
                        'the tenant %s has %s %ss running, as many as it may',
                        admit_request.tenant, v_limit, v_kind
                    )
                else format('%s reads are running, as many as may run at once', v_all_reads)
            end,
            null,
            'send the same request again in a second: nothing of it was done',
            '{"Retry-After": "1"}'
        );
    end if;
end
$$;

comment on function hardal_private.admit_request(text, text) is
'Sets the timeouts of a request over HTTP, of this tenant and scope of token; '
'PT429 where too many of the tenant''s reads or writes, or too many reads of all tenants, run';
