-- Comments on the state of maintenance.
comment on table hardal_private.maintenance is
'The state of each tenant''s maintenance; its row is also the lock of maintenance and erasure';
comment on column hardal_private.maintenance.tenant is 'The tenant';
comment on column hardal_private.maintenance.done_at is
'When all steps were last done; null where they never were';
comment on column hardal_private.maintenance.failed_at is
'When a step last failed; null where the last round had no failure';
comment on column hardal_private.maintenance.failure is
'The step that failed, and PostgreSQL''s message';
comment on column hardal_private.maintenance.trim_block is
'The block of the ledger from which the ids of dropped months are searched next; '
'null where there are none';
