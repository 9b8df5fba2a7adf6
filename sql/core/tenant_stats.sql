-- For monitoring: a row a tenant. Read as whoever owns hardal, or is a member of hardal_owner.
create or replace view hardal_private.tenant_stats with (security_invoker = true) as
select
    s.tenant,
    s.events,
    s.events_per_second,
    s.bytes,
    s.event_table_bytes,
    s.event_index_bytes,
    s.partitions,
    s.oldest_month,
    s.newest_month,
    s.oldest_event,
    s.newest_event,
    s.ledger_ids,
    s.ledger_bytes,
    s.rejected_events,
    s.rejected_bytes,
    s.rejected_not_kept,
    s.horizon,
    s.maintained_at,
    s.maintenance_failed_at,
    s.rolled_up_until,
    s.rollup_lag,
    s.marked_days
from hardal_private.stats() as s;

comment on view hardal_private.tenant_stats is 'Numbers of each tenant, for monitoring; cheap: nothing large is counted';
comment on column hardal_private.tenant_stats.tenant is 'The tenant';
comment on column hardal_private.tenant_stats.events is 'How many events it has, as PostgreSQL estimates';
comment on column hardal_private.tenant_stats.events_per_second is 'How fast they come: the newest 1,000 of the last day, by created_at';
comment on column hardal_private.tenant_stats.bytes is 'All that its tables and indexes take';
comment on column hardal_private.tenant_stats.event_table_bytes is 'What the events take without their indexes';
comment on column hardal_private.tenant_stats.event_index_bytes is 'What the indexes of events take';
comment on column hardal_private.tenant_stats.partitions is 'How many months there are';
comment on column hardal_private.tenant_stats.oldest_month is 'The oldest of them';
comment on column hardal_private.tenant_stats.newest_month is 'The newest of them, made ahead';
comment on column hardal_private.tenant_stats.oldest_event is 'created_at of the oldest event';
comment on column hardal_private.tenant_stats.newest_event is 'created_at of the newest event';
comment on column hardal_private.tenant_stats.ledger_ids is 'How many ids the ledger has, as PostgreSQL estimates';
comment on column hardal_private.tenant_stats.ledger_bytes is 'What the ledger and its index take';
comment on column hardal_private.tenant_stats.rejected_events is 'How many events are in quarantine';
comment on column hardal_private.tenant_stats.rejected_bytes is 'What they take';
comment on column hardal_private.tenant_stats.rejected_not_kept is 'How many were refused and not kept, because the quarantine was full';
comment on column hardal_private.tenant_stats.horizon is 'Older events are too_old; null where retention has dropped none';
comment on column hardal_private.tenant_stats.maintained_at is 'When maintenance was last done; null where it never was';
comment on column hardal_private.tenant_stats.maintenance_failed_at is 'When it last failed; null where it went well since';
comment on column hardal_private.tenant_stats.rolled_up_until is 'Days before are counted beforehand; null where none is yet';
comment on column hardal_private.tenant_stats.rollup_lag is 'How far that is behind today: days that are over and counted live; null without events';
comment on column hardal_private.tenant_stats.marked_days is 'How many rolled up days were changed since, and are counted live until they are counted anew';
