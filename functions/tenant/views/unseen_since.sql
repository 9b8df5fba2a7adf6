-- Returns the time from which on events were not compared with typed views yet: the last look,
-- less 5 minutes for transactions that were running then.
create or replace function template__store.unseen_since()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select b.looked_at - interval '5 minutes'
    from template__store.boundary as b
$$;

comment on function template__store.unseen_since() is
'Returns the received_at from which on events were not compared with typed views yet; '
'-infinity where all events are to be compared';
