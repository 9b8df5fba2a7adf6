-- Makes the monthly partitions that these times need, where they are missing.
--
-- A month has two tables: events_2024_10, which is partitioned by the day, and its one partition
-- events_2024_10_rows, which holds the rows. The planner compares a filter on a partition key when
-- a query runs, too. So every filter on event_date, which is the same expression in the views,
-- leaves months out: also one with current_date or a parameter.
--
-- It runs CREATE, then ATTACH. ATTACH takes SHARE UPDATE EXCLUSIVE, so readers and other writers go
-- on. CREATE ... PARTITION OF takes ACCESS EXCLUSIVE and would queue behind every running query.
create or replace function template__store.make_partitions(times timestamptz[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
-- The function prints and reads times, and makes tables. The caller's settings must not change
-- this.
set timezone = 'UTC'
set datestyle = 'ISO'
set default_tablespace = ''
as $$
declare
    v_month timestamp;
    v_next timestamp;
    v_partition text;
begin
    -- two transactions that need the same month wait here; the second one finds the month made
    lock table template__store.month_pattern in exclusive mode;
    for v_month in
        select distinct date_trunc('month', t.at at time zone 'UTC') as month
        from unnest(times) as t (at)
        where t.at is not null
        order by month
    loop
        v_partition := to_char(v_month, '"events_"YYYY"_"MM');
        if to_regclass(format('template__store.%I', v_partition)) is null then
            v_next := v_month + interval '1 month';
            execute format(
                'create table template__store.%I (like template__store.events including all) '
                'partition by range (((created_at at time zone ''UTC'')::date))',
                v_partition
            );
            execute format(
                'comment on table template__store.%I is %L',
                v_partition, format('Events of %s (UTC)', to_char(v_month, 'YYYY-MM'))
            );
            execute format(
                'create table template__store.%I '
                '(like template__store.month_pattern including all)',
                v_partition || '_rows'
            );
            execute format(
                'comment on table template__store.%I is %L',
                v_partition || '_rows', format('The rows of %s', v_partition)
            );
            execute format(
                'alter table template__store.%I attach partition template__store.%I '
                'for values from (%L) to (%L)',
                v_partition, v_partition || '_rows', v_month::date, v_next::date
            );
            execute format(
                'alter table template__store.events attach partition template__store.%I '
                'for values from (%L) to (%L)',
                v_partition, v_month at time zone 'UTC', v_next at time zone 'UTC'
            );
        end if;
    end loop;
end
$$;

comment on function template__store.make_partitions(timestamptz[]) is
'Makes the monthly partitions that events of these times need, where they are missing; '
'nulls are left out';
