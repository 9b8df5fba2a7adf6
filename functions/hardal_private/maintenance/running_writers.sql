-- Returns the transactions that run in this database now and could have stored events. The caller's
-- own transaction is left out. roll_up and an erasure wait until these transactions are over.
--
-- Every running transaction holds a lock on its own virtual transaction id, so pg_locks lists all
-- of them. Three kinds count:
-- - Transactions of a login that is a member of hardal_ingest or hardal_owner, at this moment.
-- - Transactions that hold a ROW EXCLUSIVE lock on a table of a store. A write takes this lock on
--   its table and keeps it until the transaction ends. So a transaction that has stored events
--   counts even if its login has lost its right meanwhile.
-- - All prepared transactions, which have no connection any more.
--
-- A reader cannot take a ROW EXCLUSIVE lock. So a reader's transaction is not waited for, however
-- long it stays open.
create or replace function hardal_private.running_writers()
returns table (transaction text, who text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
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
                    x.locktype = 'relation'
                    and x.virtualtransaction = l.virtualtransaction
                    and x.mode = 'RowExclusiveLock'
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

comment on function hardal_private.running_writers() is
'Transactions that run now and could have stored events. '
'transaction: an identifier; who: the connection and its login, as text';
