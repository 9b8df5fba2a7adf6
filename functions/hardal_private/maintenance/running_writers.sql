-- Returns the transactions that run now and may have stored events or changed links of a tenant.
-- roll_up and an erasure of this tenant wait until these transactions are over. No transaction that
-- only reads, or that works for another tenant, is among them, however long it stays open.
--
-- store_events and store_event lock the tenant's ledger in ROW EXCLUSIVE mode before they read
-- anything, and PostgreSQL keeps the lock until the transaction ends. So there are two kinds of
-- transactions:
-- - Those that hold the lock. They are listed here, whatever login they have.
-- - Those that take the lock later. In a later statement they read the row of the table boundary.
--   Under READ COMMITTED, which ingest asks for, this statement sees everything that was committed
--   before the list was made: the boundary of roll_up, and received_from of an erasure.
--
-- Those that change links hold link_turn. An erasure has to know them: a link that is not committed
-- yet may give the person another client id.
create or replace function hardal_private.running_writers(tenant text)
returns table (transaction text, who text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        h.transaction,
        h.who
    from hardal_private.lock_holders(tenant, '{event_ids,link_turn}') as h
$$;

comment on function hardal_private.running_writers(text) is
'Transactions that run now and may have stored events or changed links of a tenant. '
'transaction: an identifier; who: the connection and its login, as text';
