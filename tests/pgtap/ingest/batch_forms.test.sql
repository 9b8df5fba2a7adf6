select plan(13);

select is(hardal_private.batch_events('{"event_name": "x"}'), '[{"event_name": "x"}]', 'one event');
select is(
    hardal_private.batch_events('{}'), '[{}]', 'an object without fields is one event, not a batch'
);
select is(
    hardal_private.batch_events('{"events": [{"event_name": "x"}, 5]}'),
    '[{"event_name": "x"}, 5]',
    'a batch'
);
select is(
    hardal_private.batch_events('[{"event_name": "x"}]'), '[{"event_name": "x"}]', 'a bare array'
);
select throws_ok(
    format('select hardal_private.batch_events(%L)', body), 'PT400', null, 'refused: ' || body
)
from unnest(array[
    '5', 'null', '"x"', 'true', '[]', '{"events": []}', '{"events": {}}',
    '{"events": [{}], "event_name": "x"}'
]) as body;
select throws_ok(
    $$ select hardal_private.batch_events(jsonb_agg(n)) from generate_series(1, 10001) as n $$,
    'PT413',
    null,
    'refused: 10001 events'
);

select * from finish();
