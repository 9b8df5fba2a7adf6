-- Records which PSQL URLs are connected now. Each round of maintenance takes this sample, so that a
-- DBA sees which PSQL URLs nobody uses. It does not wait: a lost sample does no harm.
create or replace function hardal_private.record_url_use()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '200ms'
as $$
begin
    update hardal_private.urls as u
    set seen_at = hardal_private.clock()
    where u.role in (select a.usename from pg_stat_activity as a);
exception when lock_not_available or deadlock_detected then
    null;
end
$$;

comment on function hardal_private.record_url_use() is
'Sets seen_at of each PSQL URL that has a connection at this moment';
