-- Returns every partition, oldest first, and how it is tied to the table events:
-- - attached
-- - pending: a DETACH CONCURRENTLY was stopped half-way
-- - detached
-- Pending and detached partitions are about to be dropped. They still hold events.
create or replace function template__store.list_partitions()
returns table (partition name, state text, bytes bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        c.relname as partition,
        case
            when i.inhrelid is null then 'detached'
            when i.inhdetachpending then 'pending'
            else 'attached'
        end as state,
        coalesce(
            (
                select sum(pg_total_relation_size(r.inhrelid))::bigint
                from pg_inherits as r
                where r.inhparent = c.oid
            ),
            0
        ) as bytes
    from pg_class as c
    left join pg_inherits as i on c.oid = i.inhrelid
    where
        c.relnamespace = 'template__store'::regnamespace
        and c.relkind = 'p'
        and c.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
    order by c.relname
$$;

comment on function template__store.list_partitions() is
'All partitions, their bytes with indexes, and whether they are attached, '
'pending (a detach was stopped half-way) or detached';
