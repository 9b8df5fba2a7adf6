-- Runs one step of one tenant's maintenance in one transaction, as hardal_owner, because this role
-- owns the partitions.
--
-- A step waits for a lock at most 200 ms at a time, because ingest and readers queue behind the
-- waiting step. It tries a few times. A failure is written down and does not stop other tenants.
create or replace function hardal_private.maintain_step(
    tenant text, step text, dry boolean, out did jsonb
)
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '200ms'
-- the planner overrates views over partitions, and compiling them takes longer than running them
set jit = off
as $$
declare
    v_locked boolean := dry;
    v_failure text;
begin
    perform set_config('role', 'hardal_owner', true);
    if not dry then
        begin
            v_locked := hardal_private.lock_tenant(tenant, false);
        exception when lock_not_available then
            null; -- a migrate holds the tenant, or another maintenance is inserting the row
        end;
    end if;
    if not v_locked then
        if not exists (
            select from hardal_private.tenants as t where t.name = maintain_step.tenant
        ) then
            return; -- the tenant was dropped meanwhile
        end if;
        did := jsonb_build_object(
            'what', 'skipped', 'object', 'another maintenance, or an erasure, is at it',
            'count', 1, 'tenant', tenant, 'step', step
        );
        return;
    end if;
    for v_try in 1..5 loop
        v_failure := null;
        begin
            execute format('select %I.%I($1)', tenant || '__store', step) into did using dry;
            exit;
        exception
            when lock_not_available or deadlock_detected then
                v_failure := format('%s: %s', step, sqlerrm);
                perform pg_sleep(v_try * (0.1 + random() / 10));
            when others then
                v_failure := format('%s: %s', step, sqlerrm);
                exit;
        end;
    end loop;
    if v_failure is not null then
        did := jsonb_build_object('what', 'failed', 'object', v_failure, 'count', 1);
    end if;
    if did ->> 'what' = 'failed' then
        update hardal_private.maintenance as m
        set failed_at = hardal_private.clock(), failure = did ->> 'object'
        where m.tenant = maintain_step.tenant and not dry;
    end if;
    did := did || jsonb_build_object('tenant', tenant, 'step', step);
end
$$;

comment on function hardal_private.maintain_step(text, text, boolean) is
'Runs one step of a tenant''s maintenance, or says what it would do (dry); '
'returns what was done, failed or was skipped; '
'null where nothing is left to do or the tenant is gone';
