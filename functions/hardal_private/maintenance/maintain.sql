-- Maintenance of all tenants, or of one: called by hardal-admin maintain and by pg_cron, as often as you like, by several
-- at once. Each step of each tenant is a transaction of its own: killed at any point, it is as if it had ended a step earlier.
--
-- A step is a function of the tenant's store: given dry, it says what it did (what, object, count), or null where there is
-- nothing more to do; it is called until then, or until it fails, or postpones something (unless it says that there is more).
-- A new one is named in v_steps, and that is all. With no steps at all, what is left is what is of no single tenant.
--
-- A procedure that commits can have no SET clause: the search path is set anew in each transaction.
create or replace procedure hardal_private.maintain(
    only_tenant text default null,
    dry boolean default false,
    inout report jsonb default '[]',
    only_steps text[] default null
)
language plpgsql
as $$
declare
    v_steps constant text[] := array[
        'make_partitions_ahead', 'expire_rejected', 'move_horizon', 'drop_expired', 'trim_ledger',
        'move_boundary', 'roll_up', 'want_event_views', 'make_event_views'
    ];
    v_tenants text[];
    v_tenant text;
    v_step text;
    v_did jsonb;
    v_well boolean;
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
    end if;
    v_tenants := array(
        select t.name
        from hardal_private.tenants as t
        where only_tenant is null or t.name = only_tenant
        order by t.name
    );
    foreach v_tenant in array v_tenants loop
        v_well := true;
        foreach v_step in array coalesce(only_steps, v_steps) loop
            loop
                v_did := hardal_private.maintain_step(v_tenant, v_step, dry);
                commit;
                perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                exit when v_did is null;
                report := hardal_private.add_to_report(report, v_did);
                v_well := v_well and v_did ->> 'what' not in ('failed', 'skipped');
                exit when dry or v_did ->> 'what' = 'skipped';
                exit when v_did ->> 'what' in ('failed', 'postponed') and v_did -> 'more' is null;
            end loop;
            exit when v_did ->> 'what' = 'skipped';
        end loop;
        if v_well and not dry and only_steps is null then
            perform hardal_private.record_maintained(v_tenant);
            commit;
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        end if;
    end loop;
    if only_tenant is null and not dry and coalesce(cardinality(only_steps), 0) = 0 then
        begin
            perform pg_catalog.set_config('lock_timeout', '200ms', true);
            perform hardal_private.record_url_use();
        exception when lock_not_available or deadlock_detected then
            null; -- a sample that is not taken is no loss
        end;
    end if;
end
$$;

comment on procedure hardal_private.maintain (text, boolean, jsonb, _text) is
'Maintains all tenants or one, a step a transaction, all steps or these; only says what it would do where dry. report: what was done, and what failed';
