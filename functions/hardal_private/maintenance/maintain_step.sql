-- One step of one tenant's maintenance, in one transaction. What it needs a lock for is tried again a few times, none for longer
-- than 200 ms: whoever queues behind us waits no longer than that. What fails is written down and keeps nobody else from
-- his turn. As hardal_owner, whose the partitions are.
create or replace function hardal_private.maintain_step(tenant text, step text, dry boolean, out did jsonb)
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '200ms'
-- views over partitions look dear enough to be compiled, which takes longer than they do
set jit = off
as $$
declare
    v_held boolean := dry;
    v_failure text;
begin
    perform set_config('role', 'hardal_owner', true);
    if not dry then
        begin
            v_held := hardal_private.lock_tenant(tenant, false);
        exception when lock_not_available then
            null; -- a migrate has the tenant, or another maintenance is just making the row
        end;
    end if;
    if not v_held then
        did := jsonb_build_object(
            'what', 'skipped', 'object', 'another maintenance, or an erasure, is at it', 'count', 1, 'tenant', tenant, 'step', step
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
'Does one step of a tenant''s maintenance, or says what it would do (dry); what failed, or was skipped; null where there is nothing more to do';
