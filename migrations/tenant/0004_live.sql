-- hardal.live reads events in the order in which they were stored. This index costs ingest next to
-- nothing: it has one entry for each 256 kB of rows, which lie in this order by themselves.
create index month_pattern_received on template__store.month_pattern
using brin (received_at) with (pages_per_range = 32, autosummarize = on);

-- the months that are there already
do $$
declare
    v_rows name;
begin
    for v_rows in
        select c.relname
        from pg_catalog.pg_class as c
        where
            c.relnamespace = 'template__store'::pg_catalog.regnamespace
            and c.relkind = 'r'
            and c.relname ~ '^events_[0-9]{4}_[0-9]{2}_rows$'
        order by c.relname
    loop
        execute pg_catalog.format(
            'create index on template__store.%I '
            'using brin (received_at) with (pages_per_range = 32, autosummarize = on)',
            v_rows
        );
    end loop;
end
$$;

-- a replay can take an event as a person has mended it
drop function if exists template__store.replay_rejected(uuid[], jsonb);
