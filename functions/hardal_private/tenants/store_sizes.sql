-- Sums up relation_stats: how large a tenant's store is, and which months it has.
create or replace function hardal_private.store_sizes(
    tenant text,
    out events bigint,
    out bytes bigint,
    out event_table_bytes bigint,
    out event_index_bytes bigint,
    out partitions bigint,
    out oldest_month text,
    out newest_month text,
    out ledger_ids bigint,
    out ledger_bytes bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        coalesce((sum(r.estimated_rows) filter (where r.name ~ '^events_[0-9]'))::bigint, 0),
        sum(r.bytes)::bigint,
        coalesce(
            sum(r.bytes) filter (where r.kind = 'table' and r.of_table ~ '^events_[0-9]'), 0
        )::bigint,
        coalesce(
            sum(r.bytes) filter (where r.kind = 'index' and r.of_table ~ '^events_[0-9]'), 0
        )::bigint,
        count(*) filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}_rows$'),
        min(replace(substr(r.name, 8, 7), '_', '-'))
            filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}_rows$'),
        max(replace(substr(r.name, 8, 7), '_', '-'))
            filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}_rows$'),
        (sum(r.estimated_rows) filter (where r.name = 'event_ids'))::bigint,
        (sum(r.bytes) filter (where r.of_table = 'event_ids'))::bigint
    from hardal_private.relation_stats(store_sizes.tenant) as r
$$;

comment on function hardal_private.store_sizes(text) is
'Returns the sizes of a tenant''s store in bytes, its number of partitions and their months, '
'and PostgreSQL''s estimates of its events and of the ledger''s ids';
