-- Maintains all tenants, or one, for pg_cron. maintain_tenant has the steps. hardal-admin maintain
-- calls maintain_tenant itself, after it has detached expired partitions CONCURRENTLY, which no
-- procedure can do. The procedure may run as often as you like and several times at once.
--
-- A procedure that commits cannot have a SET clause, so it sets the search path itself.
create or replace procedure hardal_private.maintain(
    only_tenant text default null,
    dry boolean default false,
    inout report jsonb default '[]'
)
language plpgsql
as $$
declare
    v_tenants text[];
    v_tenant text;
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
        call hardal_private.maintain_tenant(only_tenant, dry, report);
        return;
    end if;
    v_tenants := array(
        select t.name
        from hardal_private.tenants as t
        order by t.name
    );
    foreach v_tenant in array v_tenants loop
        call hardal_private.maintain_tenant(v_tenant, dry, report);
    end loop;
    if not dry then
        perform hardal_private.record_url_use();
    end if;
end
$$;

comment on procedure hardal_private.maintain (text, boolean, jsonb) is
'Maintains all tenants, or one; dry: only says what it would do; '
'report: what was done and what failed; HD404 where there is no such tenant';
