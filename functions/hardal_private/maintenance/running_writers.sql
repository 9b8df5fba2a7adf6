-- The transactions of this database, but for the caller's, that run now and could have stored events: by logins that may
-- ingest, or own the tables, and those that have (their login's right may be gone meanwhile): the lock that a write takes on a
-- table lasts as long. A reader cannot take it; one's transaction may stay open for long, and does not matter.
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

comment on function hardal_private.running_writers() is
'Transactions that run now and could have stored events, and whose they are';
