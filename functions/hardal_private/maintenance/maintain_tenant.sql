-- Maintains one tenant: one round of all steps, or of only_steps.
--
-- Each step runs in a transaction of its own. A round that is killed loses the current step only,
-- and the next round continues there.
--
-- A step is a function of the tenant's store with the argument dry. It returns {what, object,
-- count}, or null when nothing is left to do. The loop calls a step until it returns null, fails,
-- or postpones something without saying that there is more. To add a step, add its name to v_steps.
--
-- A procedure that commits cannot have a SET clause, so it sets the search path in each
-- transaction.
create or replace procedure hardal_private.maintain_tenant(
    tenant text,
    dry boolean,
    inout report jsonb default '[]',
    only_steps text[] default null
)
language plpgsql
as $$
declare
    v_steps constant text[] := array[
        'make_partitions_ahead', 'summarize_months', 'expire_rejected', 'move_horizon',
        'drop_expired', 'trim_ledger', 'move_boundary', 'roll_up', 'count_metrics',
        'want_event_views', 'make_event_views', 'drop_revoked_urls'
    ];
    v_step text;
    v_did jsonb;
    v_complete boolean := not dry and only_steps is null;
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    foreach v_step in array coalesce(only_steps, v_steps) loop
        loop
            v_did := hardal_private.maintain_step(tenant, v_step, dry);
            commit;
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            exit when v_did is null;
            report := hardal_private.add_to_report(report, v_did);
            v_complete := v_complete and v_did ->> 'what' not in ('failed', 'skipped');
            exit when dry or v_did ->> 'what' = 'skipped';
            exit when v_did ->> 'what' in ('failed', 'postponed') and v_did -> 'more' is null;
        end loop;
        exit when v_did ->> 'what' = 'skipped';
    end loop;
    if v_complete then
        perform hardal_private.record_maintained(tenant);
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    end if;
end
$$;

comment on procedure hardal_private.maintain_tenant (text, boolean, jsonb, _text) is
'Maintains one tenant, each step in a transaction of its own, all steps or only_steps; '
'dry: only says what it would do; report: what was done and what failed; '
'nothing where the tenant is gone';
