-- A step of maintenance: writes the newest rows of each month into the indexes of received_at and
-- of the day. Autovacuum does the same, where it is on and has the time. Without it, hardal.live
-- would read all of these rows. It is one call a round, because ingest goes on: it always returns
-- null.
create or replace function template__store.summarize_months(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_index regclass;
begin
    for v_index in
        select x.indexrelid::regclass
        from pg_index as x
        inner join pg_class as c on x.indexrelid = c.oid
        inner join pg_am as m on c.relam = m.oid
        inner join pg_class as t on x.indrelid = t.oid
        where
            not dry
            and m.amname = 'brin'
            and t.relnamespace = 'template__store'::regnamespace
            and t.relname ~ '^events_[0-9]{4}_[0-9]{2}_rows$'
        order by t.relname
    loop
        begin
            perform brin_summarize_new_values(v_index);
        exception when lock_not_available then
            null; -- a vacuum is at it, and does the same
        end;
    end loop;
    return null;
end
$$;

comment on function template__store.summarize_months(boolean) is
'A step of maintenance: brings the indexes of received_at and of the day up to date; '
'always returns null';
