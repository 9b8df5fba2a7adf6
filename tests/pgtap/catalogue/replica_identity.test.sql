select plan(2);

select template__store.ingest('[{"event_name": "x"}, {"event_name": 1}]');

create temp view tables as
select
    c.oid::regclass as name,
    c.relkind,
    c.relreplident = 'f' or exists (
        select
        from pg_index as i
        where i.indrelid = c.oid and i.indisprimary and i.indisvalid and c.relreplident = 'd'
    ) as has_identity
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname ~ '^(hardal|template)(_|$)' and c.relkind in ('r', 'p');

-- PostgreSQL asks the tables that hold rows, not the partitioned tables above them
select is_empty(
    $$ select name from tables where relkind = 'r' and not has_identity $$,
    'a publication for all tables forbids no update and no delete: '
    'every table has a primary key or another replica identity'
);
select is(
    (
        select count(*)
        from tables
        join pg_partition_tree('template__store.events') as p on p.relid = name
        where p.isleaf and has_identity
    ),
    1::bigint,
    'the table with a month''s rows is among them'
);

select * from finish();
