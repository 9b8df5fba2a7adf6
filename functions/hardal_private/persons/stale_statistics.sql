-- Returns the tables of a store whose statistics may still hold values of an erased person: those
-- that have statistics, without the partitions from which nothing was erased since these were made.
-- An erasure that was stopped has changed partitions that `touched` does not name. So the server's
-- own count of changes is looked at too, which can lag behind by a second, and the statistics
-- themselves. A partitioned table comes after its partitions.
create or replace function hardal_private.stale_statistics(
    tenant text, touched name[], client_ids text[], request_id text, properties jsonb
)
returns name[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array(
        select c.relname
        from pg_class as c
        where
            c.relnamespace = to_regnamespace(stale_statistics.tenant || '__store')
            and c.relkind in ('r', 'p')
            and (
                not c.relispartition
                or pg_stat_get_mod_since_analyze(c.oid) > 0
                or exists (
                    select
                    from unnest(stale_statistics.touched) as t (partition)
                    cross join lateral pg_partition_tree(
                        format('%I.%I', stale_statistics.tenant || '__store', t.partition)::regclass
                    ) as p
                    where p.relid = c.oid
                )
                or exists (
                    select
                    from pg_stats as s
                    cross join unnest(
                        hardal_private.person_values(client_ids, request_id, properties)
                    ) as v (value)
                    where
                        s.schemaname = stale_statistics.tenant || '__store'
                        and s.tablename = c.relname
                        and position(
                            v.value in concat(s.most_common_vals, ' ', s.histogram_bounds)
                        ) > 0
                )
            )
            and exists (
                select
                from pg_stats as s
                where
                    s.schemaname = stale_statistics.tenant || '__store'
                    and s.tablename = c.relname
            )
        order by c.relkind = 'p', c.relispartition desc, c.relname
    )
$$;

comment on function hardal_private.stale_statistics(text, name[], text[], text, jsonb) is
'Tables of a tenant''s store whose statistics may hold values of a person who was erased '
'from the partitions `touched`';
