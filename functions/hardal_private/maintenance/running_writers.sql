-- Returns the transactions that run now and may have stored events of a tenant. roll_up and an
-- erasure of this tenant wait until these transactions are over. No transaction that only reads, or
-- that works for another tenant, is among them, however long it stays open.
--
-- store_events locks the tenant's ledger in ROW EXCLUSIVE mode before it reads anything, and
-- PostgreSQL keeps the lock until the transaction ends. So there are two kinds of transactions:
-- - Those that hold the lock. They are listed here, whatever login they have.
-- - Those that take the lock later. In a later statement they read the row of the table boundary.
--   Under READ COMMITTED, which ingest asks for, this statement sees everything that was committed
--   before the list was made: the boundary of roll_up, and received_from of an erasure.
--
-- A prepared transaction has no connection any more, and goes on holding its locks.
create or replace function hardal_private.running_writers(tenant text)
returns table (transaction text, who text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        case when p.gid is null then l.virtualtransaction else 'prepared ' || p.gid end,
        case
            when p.gid is not null
                then format('the prepared transaction %s of %s', p.gid, p.owner)
            else format('pid %s of %s', l.pid, a.usename)
        end
        -- of another login's transaction, only a member of pg_read_all_stats sees the start
        || coalesce(format(', begun at %s', coalesce(p.prepared, a.xact_start)::timestamptz(0)), '')
    from pg_locks as l
    left join pg_stat_activity as a on l.pid = a.pid
    left join pg_locks as x
        on
            l.pid is null
            and x.pid is null
            and x.locktype = 'transactionid'
            and l.virtualtransaction = x.virtualtransaction
    left join pg_prepared_xacts as p on x.transactionid = p.transaction
    where
        l.locktype = 'relation'
        and l.mode = 'RowExclusiveLock'
        and l.granted
        and l.relation = to_regclass(format('%I.event_ids', running_writers.tenant || '__store'))
        and l.database = (select d.oid from pg_database as d where d.datname = current_database())
        and l.pid is distinct from pg_backend_pid()
$$;

comment on function hardal_private.running_writers(text) is
'Transactions that run now and may have stored events of a tenant. '
'transaction: an identifier; who: the connection and its login, as text';
