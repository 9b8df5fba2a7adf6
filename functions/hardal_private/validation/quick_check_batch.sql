-- Tells whether a whole batch passes look_over_batch. A tenant's store of an older version calls
-- it until migrate has come to that tenant.
create or replace function hardal_private.quick_check_batch(events jsonb)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return (hardal_private.look_over_batch(events)).passed;
end
$$;

comment on function hardal_private.quick_check_batch(jsonb) is
'True only if the ids, names, times, depth and numbers of a whole array of events pass; '
'false means that quick_check_event has to look at each event';
