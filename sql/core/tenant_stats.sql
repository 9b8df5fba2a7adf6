-- For monitoring: one row for each tenant. Members of hardal_monitor can read it.
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
    s.marked_days,
    s.names_without_view,
    s.properties_without_column
from hardal_private.stats() as s;

comment on view hardal_private.tenant_stats is
'Numbers of each tenant, for monitoring; cheap to read: nothing large is counted';
comment on column hardal_private.tenant_stats.tenant is 'The tenant';
comment on column hardal_private.tenant_stats.events is
'How many events the tenant has, as PostgreSQL estimates';
comment on column hardal_private.tenant_stats.events_per_second is
'The rate of the newest 1,000 events of the last day, by created_at';
comment on column hardal_private.tenant_stats.bytes is 'Bytes of all its tables and indexes';
comment on column hardal_private.tenant_stats.event_table_bytes is
'Bytes of the events without their indexes';
comment on column hardal_private.tenant_stats.event_index_bytes is
'Bytes of the indexes of the events';
comment on column hardal_private.tenant_stats.partitions is
'How many partitions (months) there are';
comment on column hardal_private.tenant_stats.oldest_month is 'The month of the oldest partition';
comment on column hardal_private.tenant_stats.newest_month is
'The month of the newest partition, which is made ahead';
comment on column hardal_private.tenant_stats.oldest_event is
'created_at of the oldest event; null without events';
comment on column hardal_private.tenant_stats.newest_event is
'created_at of the newest event; null without events';
comment on column hardal_private.tenant_stats.ledger_ids is
'How many ids the ledger has, as PostgreSQL estimates';
comment on column hardal_private.tenant_stats.ledger_bytes is 'Bytes of the ledger and its index';
comment on column hardal_private.tenant_stats.rejected_events is
'How many rejected events are in quarantine';
comment on column hardal_private.tenant_stats.rejected_bytes is
'Bytes of the rejected events in quarantine';
comment on column hardal_private.tenant_stats.rejected_not_kept is
'How many rejected events were not kept, because the quarantine was full';
comment on column hardal_private.tenant_stats.horizon is
'Events older than this are too_old; null where no horizon was set';
comment on column hardal_private.tenant_stats.maintained_at is
'When all steps of maintenance were last done; null where they never were';
comment on column hardal_private.tenant_stats.maintenance_failed_at is
'When a step of maintenance last failed; null where the last round had no failure';
comment on column hardal_private.tenant_stats.rolled_up_until is
'Days before this time are rolled up; null where none is yet';
comment on column hardal_private.tenant_stats.rollup_lag is
'How many days that are over are still counted live; null without events';
comment on column hardal_private.tenant_stats.marked_days is
'How many rolled up days were changed later; they are counted live until they are rolled up again';
comment on column hardal_private.tenant_stats.names_without_view is
'How many event names have no typed view, because there is no room; at most 1,000 are known';
comment on column hardal_private.tenant_stats.properties_without_column is
'How many properties have no column in a typed view, because there is no room; '
'at most 1,000 are known';

grant select on hardal_private.tenant_stats to hardal_monitor;
