-- Drops one partition of a tenant, between the halves drop_tenant_begin and drop_tenant_finish.
-- Call it until it returns false, and commit after each call: a single transaction that drops all
-- partitions would need thousands of locks.
-- It takes the tenant's lock first, as maintenance does: in another order the two deadlock.
create or replace function hardal_private.drop_tenant_partition(tenant text)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
    -- only dynamic SQL changes anything here: @plpgsql_check_options: performance_warnings = off
    v_partition name;
begin
    perform hardal_private.lock_tenant(tenant, true);
    select c.relname into v_partition
    from pg_inherits as i
    inner join pg_class as c on i.inhrelid = c.oid
    where i.inhparent = to_regclass(format('%I.events', tenant || '__store'))
    order by c.relname
    limit 1;
    if v_partition is not null then
        execute format('drop table %I.%I', tenant || '__store', v_partition);
    end if;
    return v_partition is not null;
end
$$;

comment on function hardal_private.drop_tenant_partition(text) is
'Drops the oldest partition of a tenant''s events; returns false where none is left';
