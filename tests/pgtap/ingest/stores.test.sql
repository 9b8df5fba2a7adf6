select plan(23);

-- the template is a tenant like any other
create function pg_temp.ingest(events jsonb) returns jsonb language sql as
$$ select template__store.ingest(events) $$;

create temp table answer as select pg_temp.ingest('[
    {"event_name": "purchase", "id": "7c1e4a52-0000-4000-8000-000000000001",
     "hardal_server_request_id": "r1", "client_id": "c1",
     "properties": {"price": 29.99, "nested": {"a": [1, {"b": null}]}},
     "created_at": "2024-10-06T14:34:56+02:00"},
    {"event_name": "signup"}
]') as a;

select is(
    (select a - 'ids' from answer),
    '{"accepted": 2, "duplicates": 0, "rejected": 0, "errors": []}',
    'both events are accepted'
);
select is(
    (select a #>> '{ids,0}' from answer),
    '7c1e4a52-0000-4000-8000-000000000001',
    'an id that was sent is in the answer'
);
select matches(
    (select a #>> '{ids,1}' from answer),
    '^[0-9a-f]{8}-[0-9a-f]{4}-7',
    'an event without an id gets a UUIDv7'
);
select results_eq(
    $$ select
           event_name, hardal_server_request_id, client_id, properties,
           created_at, received_at, event_date
       from template.events order by 1 $$,
    $$ values
        ('purchase', 'r1', 'c1', '{"price": 29.99, "nested": {"a": [1, {"b": null}]}}'::jsonb,
         '2024-10-06T12:34:56Z'::timestamptz, now(), '2024-10-06'::date),
        ('signup', null, null, '{}'::jsonb, now(), now(), (now() at time zone 'UTC')::date) $$,
    'every field is stored as it was sent'
);
select is(
    (select count(*) from template__store.event_ids), 2::bigint, 'each id is in the ledger'
);

-- a retry
select is(
    pg_temp.ingest('[
        {"event_name": "purchase", "id": "7C1E4A52-0000-4000-8000-000000000001",
         "hardal_server_request_id": "r1", "client_id": "c1",
         "properties": {"nested": {"a": [1, {"b": null}]}, "price": 29.990}}
    ]'),
    '{"accepted": 0, "duplicates": 1, "rejected": 0,
      "ids": ["7c1e4a52-0000-4000-8000-000000000001"], "errors": []}',
    'the same content again is a duplicate, whatever its created_at'
);
select is((select count(*) from template.events), 2::bigint, 'a duplicate is not stored again');
select is(
    (select count(*) from template.rejected_events),
    0::bigint,
    'a duplicate is not put into quarantine'
);

-- other content
select is(
    pg_temp.ingest(
        '[{"event_name": "refund", "id": "7c1e4a52-0000-4000-8000-000000000001"}]'
    ) #- '{errors,0,rejected_id}',
    '{"accepted": 0, "duplicates": 0, "rejected": 1, "ids": [null],
      "errors": [{"index": 0, "field": "id", "code": "id_conflict",
                  "message": "an event with this id and other content is here already"}]}',
    'other content under an id is a conflict'
);
select is((select count(*) from template.events), 2::bigint, 'a conflict stores no event');
select is(
    (select payload ->> 'event_name' from template.rejected_events),
    'refund',
    'a conflict is put into quarantine'
);

-- one id several times in a batch
select is(
    (
        select a - 'errors'
        from (
            select pg_temp.ingest('[
                {"event_name": "a", "id": "7c1e4a52-0000-4000-8000-000000000002"},
                {"event_name": "a", "id": "7c1e4a52-0000-4000-8000-000000000002",
                 "created_at": "2024-01-01T00:00:00Z"},
                {"event_name": "b", "id": "7c1e4a52-0000-4000-8000-000000000002"}
            ]') as a
        ) as r
    ),
    '{"accepted": 1, "duplicates": 1, "rejected": 1,
      "ids": ["7c1e4a52-0000-4000-8000-000000000002",
              "7c1e4a52-0000-4000-8000-000000000002", null]}',
    'a later event with the same id in a batch is the duplicate or the conflict'
);
select is(
    (select created_at from template.events where event_name = 'a'),
    now(),
    'the first event with an id in a batch is stored'
);

-- one bad event costs only itself
create temp table mixed as select pg_temp.ingest('[
    {"event_name": ""},
    {"event_name": "good"},
    5,
    {"event_name": "x", "created_at": "2024-02-30T00:00:00Z", "price": 1}
]') as a;
select is(
    (select a - 'ids' - 'errors' from mixed),
    '{"accepted": 1, "duplicates": 0, "rejected": 3}',
    'the good event among bad ones is accepted'
);
select is(
    (select jsonb_path_query_array(a, '$.ids[*].type()') from mixed),
    '["null", "string", "null", "null"]',
    'ids are in the order sent'
);
select is(
    (
        select
            jsonb_path_query_array(a, '$.errors[*].index')
            || jsonb_path_query_array(a, '$.errors[*].code')
        from mixed
    ),
    '[0, 2, 3, 3, "empty", "not_an_object", "invalid_timestamp", "unknown_field"]',
    'every fault is reported with the index of its event'
);
select set_eq(
    'select distinct (e ->> ''rejected_id'')::uuid
     from mixed, jsonb_array_elements(a -> ''errors'') as e',
    'select rejected_id from template.rejected_events
     where errors -> 0 ->> ''code'' <> ''id_conflict''',
    'rejected_id names the row in quarantine'
);
select is(
    (select errors from template.rejected_events where payload = '5'),
    '[{"field": null, "code": "not_an_object", "message": "an event is a JSON object"}]',
    'the quarantine keeps the payload and the errors'
);

-- an erased event: a tombstone in the ledger
insert into template__store.event_ids (id) values ('7c1e4a52-0000-4000-8000-000000000009');
select is(
    pg_temp.ingest(
        '[{"event_name": "x", "id": "7c1e4a52-0000-4000-8000-000000000009"}]'
    ) #> '{errors,0,code}',
    '"erased"',
    'an erased id is never accepted again'
);
select ok(
    (select payload is null from template.rejected_events where errors -> 0 ->> 'code' = 'erased'),
    'the payload of an erased event is not kept'
);

-- the range of created_at
select is(
    pg_temp.ingest(jsonb_build_array(
        jsonb_build_object('event_name', 'x', 'created_at', to_jsonb(now() + i))
    )) #>> '{errors,0,code}',
    code,
    'a created_at that differs from now by ' || i
)
from (values
    (interval '-10 years', null),
    (interval '-10 years -1 second', 'too_old'),
    (interval '25 hours', 'in_future')
) as c (i, code);

select * from finish();
