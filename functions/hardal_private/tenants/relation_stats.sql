-- Returns the tables and indexes of a tenant with their sizes. The rows are PostgreSQL's own
-- running estimates: nothing is counted.
create or replace function hardal_private.relation_stats(tenant text)
returns table (name name, kind text, of_table name, estimated_rows bigint, bytes bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        c.relname as name,
        case c.relkind when 'i' then 'index' else 'table' end as kind,
        t.relname as of_table,
        case
            when c.relkind = 'r'
                then greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid), 0)
        end as estimated_rows,
        case c.relkind when 'i' then pg_relation_size(c.oid) else pg_table_size(c.oid) end as bytes
    from pg_class as c
    left join pg_index as i on c.oid = i.indexrelid
    left join pg_class as t on coalesce(i.indrelid, c.oid) = t.oid
    where
        c.relnamespace = to_regnamespace(relation_stats.tenant || '__store')
        and c.relkind in ('r', 'i')
    order by t.relname, c.relkind desc, c.relname
$$;

comment on function hardal_private.relation_stats(text) is
'Returns a tenant''s tables and indexes: estimated rows (null for an index) and bytes; '
'a table''s bytes include TOAST';
