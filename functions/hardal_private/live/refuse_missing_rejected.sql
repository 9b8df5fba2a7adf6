-- Refuses a request for a rejected event that is not in quarantine.
create or replace function hardal_private.refuse_missing_rejected(id uuid)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    raise sqlstate 'PT404' using
        message = format('there is no rejected event %s', refuse_missing_rejected.id),
        hint = 'it was replayed, discarded or erased, or its time in quarantine is over; '
        'rejected_events lists what is there';
end
$$;

comment on function hardal_private.refuse_missing_rejected(uuid) is
'PT404: a rejected event is not in quarantine';
