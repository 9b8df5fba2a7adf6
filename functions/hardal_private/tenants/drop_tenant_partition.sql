-- Drops one of a tenant's partitions; false where there is none left. For a tenant that is going.
create or replace function hardal_private.drop_tenant_partition(tenant text)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
    -- all that it changes is in dynamic SQL: @plpgsql_check_options: performance_warnings = off
    v_partition name := (
        select c.relname
        from pg_inherits as i
        inner join pg_class as c on i.inhrelid = c.oid
        where i.inhparent = to_regclass(format('%I.events', tenant || '__store'))
        order by c.relname
        limit 1
    );
begin
    if v_partition is not null then
        execute format('drop table %I.%I', tenant || '__store', v_partition);
    end if;
    return v_partition is not null;
end
$$;

comment on function hardal_private.drop_tenant_partition(text) is
'Drops the oldest partition of a tenant''s events; false where it has none';
