-- A step of maintenance: makes the partitions of this month and the next, so that no event waits
-- for its partition to be made.
create or replace function template__store.make_partitions_ahead(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_times timestamptz[];
    v_months text;
begin
    select
        array_agg(m.at),
        string_agg(to_char(m.at at time zone 'UTC', 'YYYY-MM'), ', ' order by m.at)
    into v_times, v_months
    from unnest(
        array[hardal_private.clock(), hardal_private.clock() + interval '1 month']
    ) as m (at)
    where
        to_regclass(
            to_char(m.at at time zone 'UTC', '"template__store.events_"YYYY"_"MM')
        ) is null;
    if v_times is null then
        return null;
    end if;
    if not dry then
        perform template__store.make_partitions(v_times);
    end if;
    return jsonb_build_object(
        'what', 'partitions made', 'object', v_months, 'count', cardinality(v_times)
    );
end
$$;

comment on function template__store.make_partitions_ahead(boolean) is
'A step of maintenance: makes the partitions of this month and the next; '
'null where both are there';
