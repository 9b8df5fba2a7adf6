-- Those of these transactions that are not over. One of them may be a prepared one by now, under another name, and which it was is
-- not told any more: so all prepared ones count.
create or replace function hardal_private.unfinished_transactions(transactions text[])
returns table (transaction text, who text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        w.transaction,
        w.who
    from hardal_private.running_writers() as w
    where
        w.transaction = any (unfinished_transactions.transactions)
        or (unfinished_transactions.transactions <> '{}' and w.transaction like 'prepared %')
$$;

comment on function hardal_private.unfinished_transactions(text[]) is
'Those of these transactions, as running_writers names them, that still run, and whose they are';
