select plan(6);

create function pg_temp.validate(events jsonb) returns jsonb language sql as
$$ select template__store.ingest(events, null, true) $$;

select template__store.ingest(
    '[{"event_name": "old", "id": "7c1e4a52-0000-4000-8000-000000000001"}]'
);
insert into template__store.event_ids (id) values ('7c1e4a52-0000-4000-8000-000000000009');
create temp table before as
select
    (select count(*) from template__store.event_ids) as ids,
    (select count(*) from pg_inherits) as partitions;

select is(
    pg_temp.validate('[
        {"event_name": "a"},
        {"event_name": "b", "id": "7c1e4a52-0000-4000-8000-000000000002",
         "created_at": "2019-05-05T00:00:00Z"}
    ]'),
    '{"accepted": 2, "duplicates": 0, "rejected": 0,
      "ids": [null, "7c1e4a52-0000-4000-8000-000000000002"], "errors": []}',
    'an id is null where none was sent'
);
select is(
    (
        select a - 'errors' || jsonb_build_object(
            'codes', jsonb_path_query_array(a, '$.errors[*].code'),
            'kept', jsonb_path_query_array(a, '$.errors[*].rejected_id')
        )
        from pg_temp.validate('[
            {"event_name": "old", "id": "7c1e4a52-0000-4000-8000-000000000001"},
            {"event_name": "new", "id": "7c1e4a52-0000-4000-8000-000000000001"},
            {"event_name": "x", "id": "7c1e4a52-0000-4000-8000-000000000009"},
            {"event_name": "x", "id": "7c1e4a52-0000-4000-8000-000000000005"},
            {"event_name": "x", "id": "7c1e4a52-0000-4000-8000-000000000005"},
            {"event_name": "y", "id": "7c1e4a52-0000-4000-8000-000000000005"},
            {"event_name": ""}
        ]') as a
    ),
    '{"accepted": 1, "duplicates": 2, "rejected": 4,
      "ids": ["7c1e4a52-0000-4000-8000-000000000001", null, null,
              "7c1e4a52-0000-4000-8000-000000000005", "7c1e4a52-0000-4000-8000-000000000005",
              null, null],
      "codes": ["id_conflict", "erased", "id_conflict", "empty"],
      "kept": [null, null, null, null]}',
    'each event gets the outcome that ingest would give it'
);
select is(
    (select (pg_temp.validate(b) - 'ids' - 'errors')),
    (select (template__store.ingest(b) - 'ids' - 'errors')),
    'ingest then gives the same counts'
)
from (
    values ('[{"event_name": "new", "id": "7c1e4a52-0000-4000-8000-000000000001"},
              {"event_name": "z"}, 5]'::jsonb)
) as c (b);
delete from template__store.event_ids
where id not in ('7c1e4a52-0000-4000-8000-000000000001', '7c1e4a52-0000-4000-8000-000000000009');

select is(
    (select count(*) from pg_inherits),
    (select partitions from before),
    'validate makes no partition'
);
select is(
    (select count(*) from template__store.event_ids),
    (select ids from before),
    'validate writes no ledger row'
);
select is(
    (
        select count(*)
        from template.rejected_events
        where payload ->> 'event_name' in ('x', 'y')
    ),
    0::bigint,
    'validate puts nothing into quarantine'
);

select * from finish();
