select plan(32);

select template__store.ingest(jsonb_agg(jsonb_build_object(
    'client_id', e.client,
    'event_name', e.name,
    'properties', e.properties::jsonb,
    'created_at', to_char(
        (now() - make_interval(days => e.days)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SSZ'
    )
))) is null
from (
    values
    ('a', 'buy', '{"price": 5, "acc": "A"}', 40),
    ('a', 'buy', '{"price": 20, "acc": "A"}', 2),
    ('a', 'plan', '{"plan": "pro"}', 20),
    ('a', 'plan', '{"plan": "free"}', 1),
    ('b', 'buy', '{"price": 7, "acc": "B"}', 3),
    ('b', 'refund', '{}', 2),
    ('b', 'plan', '{"plan": "pro"}', 1),
    ('c', 'refund', '{"acc": "A"}', 50),
    (null, 'buy', '{"price": 99}', 0)
) as e (client, name, properties, days);
insert into template__store.identities (client_id, person_id) values ('a', 'a'), ('c', 'a');

create function pg_temp.units(definition jsonb) returns text language plpgsql as $$
declare
    v_units text;
begin
    execute format(
        'select string_agg(u.unit_id, '' '' order by u.unit_id) from (%s) as u',
        hardal_private.cohort_query('template', definition)
    ) into v_units;
    return coalesce(v_units, '-');
end $$;

select is(pg_temp.units('{"all": [{"did": "buy"}]}'), 'a b', 'did, once or more');
select is(pg_temp.units('{"all": [{"did": ["refund", "plan"]}]}'), 'a b c', 'did one of several');
select is(pg_temp.units('{"all": [{"did": "buy", "at_least": 2}]}'), 'a', 'at least');
select is(pg_temp.units('{"all": [{"did": "buy", "at_most": 1}]}'), 'b', 'at most is once or more');
select is(
    pg_temp.units('{"all": [{"did": "buy", "filter": {"price": {"gte": 6}}, "at_most": 1}]}'),
    'a b', 'only events that match the filter count'
);
select is(pg_temp.units('{"all": [{"did_not": "buy"}]}'), 'c', 'did not, of all units');
select is(pg_temp.units('{"all": [{"did": "buy"}, {"did_not": "refund"}]}'), 'a', 'and not');
select is(pg_temp.units('{"any": [{"did_not": "buy"}, {"did": "refund"}]}'), 'b c', 'any');
select is(
    pg_temp.units('{"all": [{"did": "buy"}, {"any": [{"did": "refund"}, {"did_not": "plan"}]}]}'),
    'b', 'a group in a group'
);
select is(pg_temp.units('{"all": [{"did": "buy", "until": "10 days"}]}'), 'a', 'until, days back');
select is(
    pg_temp.units('{"all": [{"did": "refund", "since": "10 days"}]}'), 'b', 'since, days back'
);
select is(
    pg_temp.units('{"all": [{"did": "buy", "first": true, "since": "10 days"}]}'), 'b',
    'the first one ever lies in the span'
);
select is(
    pg_temp.units('{"all": [{"did": "buy", "since": "2020-01-01", "until": "2020-02-01"}]}'), '-',
    'a span of dates'
);
select is(
    pg_temp.units('{"all": [{"did": "buy", "since": "2200-01-01", "until": "1 day"}]}'), '-',
    'a span that begins one day'
);
select is(pg_temp.units('{"all": [{"last": {"plan": "pro"}}]}'), 'b', 'the newest value');
select is(
    pg_temp.units('{"all": [{"last": {"plan": "pro"}, "until": "10 days"}]}'), 'a',
    'the newest value before a time'
);
select is(
    pg_temp.units('{"all": [{"last": {"plan": null}}]}'), 'c',
    'no event has a value of the property'
);
select is(
    pg_temp.units('{"all": [{"last": {"plan": {"ne": "pro"}, "acc": "A"}}]}'), 'a c',
    'each property has its own last event'
);
select is(pg_temp.units('{"unit": "person", "all": [{"did": "refund"}]}'), 'a b', 'persons');
select is(pg_temp.units('{"unit": "acc", "all": [{"did": "buy"}]}'), 'A B', 'a property');

select throws_ok(
    format($$ select hardal_private.cohort_query('template', %L) $$, w.definition),
    'PT400', null, w.what
)
from (
    values
    ('{"all": [{"did": "bye"}]}', 'an unknown event'),
    ('{"all": [{"did": "buy", "filter": {"prize": 1}}]}', 'an unknown property'),
    ('{"unit": "nope", "all": [{"did": "buy"}]}', 'an unknown unit'),
    ('{"all": [{"did": "buy", "sinse": "1 day"}]}', 'a misspelt key'),
    ('{"all": [{"did": "buy", "since": "today"}]}', 'a word that means another day tomorrow'),
    ('{"all": [{"did": "buy", "since": "2024-10-01", "until": "2024-09-01"}]}', 'no span'),
    ('{"all": [{"did_not": "buy", "since": "4 days", "until": "5 days"}]}', 'no span of days'),
    ('{"all": [{"last": {"acc": "A"}, "since": "5 days", "until": "2024-09-01"}]}', 'never a span'),
    ('{"all": []}', 'no condition'),
    ('{"all": [{"did": "buy"}], "any": [{"did": "buy"}]}', 'all and any'),
    ('{"all": [{"did": "buy", "first": true}]}', 'first without a span'),
    ('[{"did": "buy"}]', 'no object')
) as w (definition, what);
