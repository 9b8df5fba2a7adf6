-- Returns the transactions that run now and may store events of a tenant, whether they have begun
-- to or not. hardal.live asks for them: received_at of an event is the start of its transaction, so
-- an event can be seen for the first time long after its received_at.
--
-- running_writers knows only the transactions that hold the lock of the ledger. An event can also
-- come from a transaction that began before now and takes this lock later. So all transactions of
-- the database are listed, except those of PSQL URLs that cannot store events of this tenant.
-- A prepared transaction has no connection any more, and goes on under another name.
--
-- begun_within says how long ago a listed transaction can have begun. PostgreSQL tells the start of
-- another login's transaction to members of pg_read_all_stats alone. A request over HTTP is bounded
-- by its timeouts; for all other transactions it is a guess.
create or replace function hardal_private.possible_writers(tenant text)
returns table (transaction text, begun_within interval)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        l.virtualtransaction,
        case
            when a.usesysid = to_regrole('hardal_authenticator')
                then make_interval(
                    secs => 60 + greatest(t.read_timeout, t.write_timeout) / 1000.0
                )
            else interval '1 hour'
        end
    from pg_locks as l
    inner join pg_stat_get_activity(null) as a on l.pid = a.pid
    cross join hardal_private.tenant_limits(possible_writers.tenant) as t
    where
        l.locktype = 'virtualxid'
        and l.mode = 'ExclusiveLock'
        and l.granted
        and l.pid <> pg_backend_pid()
        and a.datid = (select d.oid from pg_database as d where d.datname = current_database())
        and a.usesysid is not null
        and not exists (
            select
            from hardal_private.urls as u
            inner join pg_roles as r on u.role = r.rolname
            where
                r.oid = a.usesysid
                and (u.tenant <> possible_writers.tenant or u.scope <> 'write')
        )
    union all
    select
        'prepared ' || p.transaction,
        interval '1 hour'
    from pg_prepared_xacts as p
    where p.database = current_database()
$$;

comment on function hardal_private.possible_writers(text) is
'Transactions that run now and may store events of a tenant. transaction: an identifier; '
'begun_within: how long ago it can have begun';
