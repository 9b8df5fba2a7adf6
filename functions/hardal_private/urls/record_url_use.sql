-- Who is logged in now: maintenance samples it, so that a PSQL URL nobody uses can be told.
create or replace function hardal_private.record_url_use()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update hardal_private.urls as u
    set seen_at = hardal_private.clock()
    where u.role in (select a.usename from pg_stat_activity as a);
end
$$;

comment on function hardal_private.record_url_use() is 'Writes down which PSQL URLs have a session at this moment';
