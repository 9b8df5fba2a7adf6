-- Comments on the receipts of erasures.
comment on table hardal_private.receipts is
'Erasures: how much was erased and when, but not from whom';
comment on column hardal_private.receipts.receipt is 'Number of the receipt';
comment on column hardal_private.receipts.tenant is 'The tenant that was erased from';
comment on column hardal_private.receipts.actor is 'The login that erased';
comment on column hardal_private.receipts.chosen_by is
'How the person was found: client_id, request_id, properties; not their values';
comment on column hardal_private.receipts.began_at is 'When the erasure began';
comment on column hardal_private.receipts.covers_until is
'Everything of the person that was received before this time is erased; '
'null while the erasure is unfinished';
comment on column hardal_private.receipts.finished_at is
'When the erasure was done; null while it runs, or where it was stopped and has to be run again';
comment on column hardal_private.receipts.events is 'How many events were erased';
comment on column hardal_private.receipts.rejected_events is 'How many rejected events were erased';
