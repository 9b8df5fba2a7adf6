-- Returns the given transactions of a tenant that are not over. They are named as running_writers
-- names them.
--
-- One of them may have been prepared meanwhile. Then it has another name, and PostgreSQL does not
-- tell which name. So every prepared transaction of the tenant counts as unfinished, as long as
-- transactions are given at all.
create or replace function hardal_private.unfinished_transactions(
    tenant text, transactions text[]
)
returns table (transaction text, who text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        w.transaction,
        w.who
    from hardal_private.running_writers(tenant) as w
    where
        w.transaction = any (unfinished_transactions.transactions)
        or (unfinished_transactions.transactions <> '{}' and w.transaction like 'prepared %')
$$;

comment on function hardal_private.unfinished_transactions(text, text[]) is
'The given transactions that still run, and all prepared transactions of the tenant; '
'the columns are those of running_writers';
