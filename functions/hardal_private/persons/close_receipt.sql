-- Closes the receipt of an erasure that is done, and writes the erasure into the audit log.
create or replace function hardal_private.close_receipt(receipt bigint, covers_until timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('role', 'hardal_owner', true);
    update hardal_private.receipts as r
    set finished_at = clock_timestamp(), covers_until = close_receipt.covers_until
    where r.receipt = close_receipt.receipt;
    perform hardal_private.audit(
        'person.erase',
        r.tenant,
        format('receipt %s', r.receipt),
        jsonb_build_object(
            'chosen_by', r.chosen_by, 'events', r.events, 'rejected_events', r.rejected_events
        )
    )
    from hardal_private.receipts as r
    where r.receipt = close_receipt.receipt;
end
$$;

comment on function hardal_private.close_receipt(bigint, timestamptz) is
'Closes the receipt of an erasure that covers everything received before covers_until, '
'and writes the erasure into the audit log';
