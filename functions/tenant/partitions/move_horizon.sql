-- A step of maintenance, and retention's first: the horizon moves. Once that is committed, what is older is too_old;
-- only then its months are dropped (drop_expired), and only then the ledger forgets their ids (trim_ledger). So whoever
-- sends such an event again finds its id, or is told that it is too old: it is never stored a second time.
create or replace function template__store.move_horizon(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next timestamptz := template__store.next_horizon();
begin
    if not exists (
        select from hardal_private.tenants as t where t.name = 'template' and t.horizon is distinct from v_next
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
'A step of maintenance: older events are too_old from its commit on; null where the horizon is where it should be';
