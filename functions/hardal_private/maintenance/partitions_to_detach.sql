-- Moves the horizons of one tenant or of all, and returns the partitions that are now behind them.
--
-- hardal-admin maintain calls this function before the procedure. Then it commits, and detaches
-- each partition with CONCURRENTLY. The function also sets trim_block, which makes trim_ledger read
-- the ledger. So the ledger is trimmed even if hardal-admin is stopped after the commit.
create or replace function hardal_private.partitions_to_detach(only_tenant text)
returns table (tenant text, partition name)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant text;
begin
    for v_tenant in
        select t.name
        from hardal_private.tenants as t
        where
            (
                partitions_to_detach.only_tenant is null
                or t.name = partitions_to_detach.only_tenant
            )
            and t.retention_months is not null
        order by t.name
    loop
        perform hardal_private.maintain_step(v_tenant, 'move_horizon', false);
        for partition in
            execute format(
                'select p.partition from hardal_private.tenants as t '
                'cross join %I.expired_partitions(t.horizon) as p '
                'where t.name = $1 and p.state = ''attached''', v_tenant || '__store'
            ) using v_tenant
        loop
            tenant := v_tenant;
            update hardal_private.maintenance as m
            set trim_block = 0
            where m.tenant = v_tenant;
            return next;
        end loop;
    end loop;
end
$$;

comment on function hardal_private.partitions_to_detach(text) is
'Moves the horizon of one tenant, or of all (null), and returns the attached partitions '
'behind it; commit before you detach them';
