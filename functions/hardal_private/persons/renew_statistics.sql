-- Makes the statistics of one table of a store anew, after an erasure: PostgreSQL keeps frequent
-- values and bounds of histograms there (pg_stats), also those of rows that are gone.
--
-- ANALYZE leaves the statistics of an empty table as they are. So an empty table has a row while it
-- is analyzed. The row comes and goes in one transaction, and nobody else sees it.
create or replace function hardal_private.renew_statistics(tenant text, relation name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted, values are literals: @plpgsql_check_options: security_warnings = off
    v_name constant text := format('%I.%I', tenant || '__store', relation);
    v_table regclass;
    v_empty boolean;
begin
    perform set_config('role', 'hardal_owner', true);
    if to_regclass(v_name) is null then
        return; -- retention has dropped the partition meanwhile
    end if;
    execute format('select not exists (select from %s)', v_name) into v_empty;
    if v_empty then
        -- the row is in the table itself, or in the first of its partitions
        select coalesce(min(t.relid::oid)::regclass, v_name::regclass) into v_table
        from pg_partition_tree(v_name::regclass) as t
        where t.isleaf;
        execute (
            select format(
                'insert into %s (%s) values (%s)',
                v_table,
                string_agg(quote_ident(a.attname), ', '),
                string_agg(
                    case
                        when a.atttypid = 'uuid'::regtype then 'gen_random_uuid()'
                        when a.atttypid = 'jsonb'::regtype then '''{}'''
                        when a.atttypid = 'boolean'::regtype then 'false'
                        when a.atttypid = 'date'::regtype then '''-infinity'''
                        -- a partition has the month of its name
                        when a.atttypid = 'timestamptz'::regtype then quote_literal(
                            concat(
                                coalesce(
                                    to_date(
                                        substring(c.relname from '^events_([0-9]{4}_[0-9]{2})'),
                                        'YYYY_MM'
                                    ),
                                    '2000-01-01'
                                ),
                                'Z'
                            )
                        )
                        when a.atttypid in ('text'::regtype, 'name'::regtype) then '''text'''
                        else '0'
                    end,
                    ', '
                )
            )
            from pg_class as c
            inner join pg_attribute as a on c.oid = a.attrelid
            where
                c.oid = v_table and a.attnum > 0
                and not a.attisdropped and a.attnotnull and a.attgenerated = ''
        );
    end if;
    -- since 18 ANALYZE of a partitioned table can leave its partitions out
    execute format(
        'analyze %s %s',
        case when current_setting('server_version_num')::int >= 180000 then 'only' end,
        v_name
    );
    if v_empty then
        execute format('delete from %s as t where t.xmin = pg_current_xact_id()::xid', v_table);
    end if;
end
$$;

comment on function hardal_private.renew_statistics(text, name) is
'Makes the statistics of a table of a tenant''s store anew, also where the table is empty';
