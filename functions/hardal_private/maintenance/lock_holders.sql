-- Returns the transactions that write one of these tables of a tenant's store now, or hold it for
-- themselves. Locks of readers and of autovacuum do not count.
--
-- A prepared transaction has no connection any more, and goes on holding its locks.
create or replace function hardal_private.lock_holders(tenant text, tables name[])
returns table (transaction text, who text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select distinct
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
        and l.mode in ('RowExclusiveLock', 'ExclusiveLock')
        and l.granted
        and l.relation in (
            select to_regclass(format('%I.%I', lock_holders.tenant || '__store', t.name))
            from unnest(lock_holders.tables) as t (name)
        )
        and l.database = (select d.oid from pg_database as d where d.datname = current_database())
        and l.pid is distinct from pg_backend_pid()
$$;

comment on function hardal_private.lock_holders(text, name[]) is
'Transactions that write one of these tables of a tenant''s store now, or hold it for themselves. '
'transaction: an identifier; who: the connection and its login, as text';
