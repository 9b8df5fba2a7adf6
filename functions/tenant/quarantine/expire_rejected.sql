-- A step of maintenance: deletes events that have been in quarantine for too long, and sums up the
-- quarantine's changes.
create or replace function template__store.expire_rejected(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_days int := (hardal_private.tenant_limits('template')).quarantine_days;
    v_expired bigint;
begin
    if dry then
        v_expired := (
            select count(*)
            from template__store.rejected_events as r
            where r.received_at < hardal_private.clock() - make_interval(days => v_days)
        );
    elsif
        (
            select count(*)
            from (select from template__store.quarantine_changes as c limit 2) as c
        ) > 1
        or exists (
            select
            from template__store.rejected_events as r
            where r.received_at < hardal_private.clock() - make_interval(days => v_days)
        )
    then
        v_expired := template__store.tidy_quarantine();
    end if;
    return (
        select jsonb_build_object(
            'what', 'rejected events expired', 'object', null, 'count', v_expired
        )
        where v_expired > 0
    );
end
$$;

comment on function template__store.expire_rejected(boolean) is
'A step of maintenance: deletes up to 1,000 expired events from quarantine; '
'dry: only counts all expired events. Returns a line of the report; null where no event is expired';
