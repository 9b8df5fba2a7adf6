-- Returns the attached partitions of the events, as the statement that calls it sees them.
create or replace function template__store.attached_partitions()
returns oid[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array(
        select i.inhrelid
        from pg_inherits as i
        where i.inhparent = 'template__store.events'::regclass
        order by i.inhrelid
    )
$$;

comment on function template__store.attached_partitions() is
'Returns the attached partitions of the events, as the statement that calls it sees them';
