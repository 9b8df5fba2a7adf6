-- Empties all rollups. The views count everything live until maintenance has rolled everything up
-- again, from the events alone.
create or replace function template__store.discard_rollups()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- marks that running transactions are about to add stay, and do no harm
    delete from template__store.rollup_marks;
    delete from template__store.activity;
    delete from template__store.property_counts;
    delete from template__store.counted_days;
    delete from template__store.metric_counts;
    delete from template__store.client_months;
    update template__store.metrics as m
    set counting_day = '-infinity'
    where m.counting_day is not null;
    update template__store.rollups as r
    set rolled_until = '-infinity', recounted = null;
end
$$;

comment on function template__store.discard_rollups() is
'Empties all rollups; maintenance counts every period again';
