-- A step of maintenance, and the first step of retention: moves the horizon.
--
-- Retention has three steps, each committed before the next one begins:
-- 1. move_horizon: from its commit on, older events are too_old.
-- 2. drop_expired drops the months before the horizon.
-- 3. trim_ledger deletes the ids of these months from the ledger.
-- So an event of these months that is sent again is never stored a second time. Either the ledger
-- still has its id, or the event is too old.
create or replace function template__store.move_horizon(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next timestamptz := template__store.next_horizon();
begin
    if not exists (
        select
        from hardal_private.tenants as t
        where t.name = 'template' and t.horizon is distinct from v_next
    ) then
        return null;
    end if;
    if not dry then
        update hardal_private.tenants as t
        set horizon = v_next
        where t.name = 'template';
        perform template__store.shrink_rollups(v_next);
    end if;
    return jsonb_build_object(
        'what', 'horizon moved',
        'object', coalesce(to_char(v_next at time zone 'UTC', 'YYYY-MM-DD'), 'none'),
        'count', 1
    );
end
$$;

comment on function template__store.move_horizon(boolean) is
'A step of maintenance: moves the horizon, so that older events are too_old from its commit on; '
'null where the horizon does not move';
