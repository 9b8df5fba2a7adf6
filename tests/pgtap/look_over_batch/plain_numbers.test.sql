-- Where plain_numbers is true, store_events takes plain_digest for event_digest. So it may be false
-- too often, and never true where the two differ.
select plan(6);

create function pg_temp.look(variadic events jsonb[]) returns text language sql as
$$ select (hardal_private.look_over_batch(to_jsonb(events)))::text $$;
create function pg_temp.event(properties text) returns jsonb language sql as $$
    select jsonb_build_object('event_name', 'x', 'properties', properties::jsonb)
$$;
create temp table bodies (properties text, is_plain boolean);
insert into bodies values
('{}', true),
('{"p": 1, "q": 100, "r": -20}', true),
('{"p": 29.99, "q": 0.05, "r": [10.01]}', true),
('{"p": 1e2, "q": 1.5e-7}', true),
('{"p": "1.50", "q 2.0": "a 3.00, b"}', true),
('{"p": 1.0}', false),
('{"p": 29.90}', false),
('{"p": [1, {"q": [0.50]}]}', false),
('{"p": "1.5", "q": -0.0}', false),
('{"p": 1.230, "q": 1.23}', false);

select results_eq(
    'select b.properties, pg_temp.look(pg_temp.event(b.properties)) from bodies as b order by 1',
    'select b.properties, case when b.is_plain then ''(t,t)'' else ''(t,f)'' end
     from bodies as b order by 1',
    'plain_numbers tells of zeros at the end of a fraction, at any depth, and not in texts'
);
select is(
    (
        select
            array_agg(
                hardal_private.plain_digest(e.event) = hardal_private.event_digest(e.event)
                order by b.properties
            )
        from bodies as b
        cross join lateral (select pg_temp.event(b.properties) as event) as e
        where b.is_plain
    ),
    array_fill(true, array[5]),
    'for plain numbers, plain_digest is event_digest'
);
select is(
    pg_temp.look(pg_temp.event('{"p": 1.5}'), pg_temp.event('{"p": 2.50}')),
    '(t,f)',
    'one number of one event counts for the batch'
);
select is(
    pg_temp.look('{"event_name": "x"}', '{"event_name": "x", "client_id": 1.50}'),
    '(t,f)',
    'so does a number in another field'
);
select is(
    pg_temp.look('{"event_name": 1}'), '(f,f)', 'a batch that has not passed is not looked at'
);
select is(
    pg_temp.look(pg_temp.event('{"p": 1e131071}')), '(f,f)', 'a number that is wide is not printed'
);

select * from finish();
