-- Describes a tenant, for hardal-admin tenant show. Events are counted where the ledger has fewer
-- than a million ids; otherwise their number is PostgreSQL's estimate.
create or replace function hardal_private.describe_tenant(
    tenant text,
    out name text,
    out created_at timestamptz,
    out suspended_at timestamptz,
    out events bigint,
    out bytes bigint,
    out oldest_month text,
    out newest_month text,
    out rejected_events bigint,
    out rejected_bytes bigint,
    out rejected_not_kept bigint,
    out tokens bigint,
    out urls bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_ledger regclass := to_regclass(format('%I.event_ids', tenant || '__store'));
begin
    perform hardal_private.require_tenant(tenant);
    select t.name, t.created_at, t.suspended_at
    into name, created_at, suspended_at
    from hardal_private.tenants as t
    where t.name = describe_tenant.tenant;

    select
        sum(pg_total_relation_size(c.oid))::bigint,
        min(substr(c.relname, 8, 7)) filter (where c.relispartition),
        max(substr(c.relname, 8, 7)) filter (where c.relispartition)
    into bytes, oldest_month, newest_month
    from pg_class as c
    where c.relnamespace = to_regnamespace(tenant || '__store') and c.relkind = 'r';

    if v_ledger is not null then -- a drop that was stopped half-way may have left no ledger
        select nullif(c.reltuples, -1)::bigint into events
        from pg_class as c
        where c.oid = v_ledger;
        if coalesce(events, 0) < 1000000 then
            -- a tombstone has no digest and is not counted
            execute format('select count(l.digest) from %s as l', v_ledger) into events;
        end if;
        select q.rejected_events, q.rejected_bytes, q.rejected_not_kept
        into rejected_events, rejected_bytes, rejected_not_kept
        from hardal_private.quarantine_totals(tenant) as q;
    end if;

    tokens := (
        select count(*)
        from hardal_private.tokens as t
        where
            t.tenant = describe_tenant.tenant
            and hardal_private.token_state(t) in ('live', 'ending')
    );
    urls := (select count(*) from hardal_private.urls as u where u.tenant = describe_tenant.tenant);
end
$$;

comment on function hardal_private.describe_tenant(text) is
'Returns a tenant''s times, sizes (bytes) and counts; '
'events is an estimate where there are a million or more; HD404 where there is no such tenant';
