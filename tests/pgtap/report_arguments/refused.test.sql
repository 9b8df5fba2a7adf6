-- Every wrong argument of a report is PT400 with a hint, also one that PostgreSQL itself cannot
-- calculate with.
select plan(47);

select template__store.ingest('[
    {"client_id": "c1", "event_name": "view", "properties": {"v": 1, "variant": "a"}},
    {"client_id": "c1", "event_name": "cart", "properties": {}},
    {"client_id": "c2", "event_name": "view", "properties": {"v": 2, "variant": "b"}},
    {"client_id": "c2", "event_name": "buy", "properties":
     {"huge": 1e398, "large": 1e200, "square": 1e150, "small": 1e-200, "right": 1e70}},
    {"client_id": "c3", "event_name": "view", "properties": {"variant": "b"}},
    {"client_id": "c4", "event_name": "view", "properties": {"variant": "a"}}
]') is null;

-- the error of a query: code, message and hint
create function pg_temp.error(query text, out code text, out message text, out hint text)
language plpgsql as $$
begin
    execute query;
exception when others then
    get stacked diagnostics
        code = returned_sqlstate, message = message_text, hint = pg_exception_hint;
end $$;
create function pg_temp.refused(query text, reason text) returns setof text language sql as $$
    select tap.is(e.code, 'PT400', reason || ': ' || concat_ws('; ', e.message, e.hint))
    from pg_temp.error(refused.query) as e
    union all
    select tap.ok(
        length(e.hint) > 0 and length(e.message) < 300 and e.message not like '%  %',
        reason || ': with a message and a hint'
    )
    from pg_temp.error(refused.query) as e
$$;
create function pg_temp.exclude(exclude text, reason text) returns setof text language sql as $$
    select pg_temp.refused(
        format('select * from template.funnel(''{view,cart,buy}'', exclude => %L)', exclude), reason
    )
$$;

select pg_temp.exclude('["cart"]', 'an element of exclude that is a text');
select pg_temp.exclude('[1]', 'an element of exclude that is a number');
select pg_temp.exclude('[null]', 'an element of exclude that is null');
select pg_temp.exclude('[["event"]]', 'an element of exclude that is an array');
select pg_temp.exclude('[{"event": "cart", "between": [1, 99999999999]}]', 'a step beyond int');
select pg_temp.exclude('[{"event": "cart", "between": [1, 1e400]}]', 'a step beyond double');
select pg_temp.exclude('[{"event": "cart", "between": [1.4, 2.4]}]', 'steps that are not whole');
select pg_temp.exclude('[{"event": "cart", "between": [1, "x"]}]', 'a step that is a text');
select pg_temp.exclude('[{"event": "cart", "between": [1, null]}]', 'a step that is null');
select pg_temp.exclude('[{"event": "cart", "between": [2, 1]}]', 'steps in the wrong order');
select lives_ok(
    $$ select * from template.funnel(
        '{view,cart,buy}', exclude => '[{"event": "cart", "between": [1.0, 2]}, {"event": "buy"}]'
    ) $$,
    'two steps, as numbers of any form, and none'
);

select pg_temp.refused(
    format(
        'select * from template.funnel(''{view}'', filter => to_jsonb(%L::text))',
        '{"v": "\u0000"}'
    ),
    'a filter with a character that no text has'
);
select pg_temp.refused(
    'select * from template.funnel(''{view}'', filter => to_jsonb(''{"v": 1e200000}''::text))',
    'a filter with a number that is too large'
);
select pg_temp.refused(
    'select * from template.funnel(''{view}'', filter => to_jsonb(repeat(''['', 100000)))',
    'a filter that is nested too deeply'
);
select pg_temp.refused(
    format(
        'select * from template.funnel(''{view}'', step_filters => to_jsonb(%L::text))',
        '[{"v": "\u0000"}]'
    ),
    'filters of steps with a character that no text has'
);

select is(
    e.message, 'the filter of "v" has no operator "' || o.operator || '" that takes 1',
    'the message has the operator that was written: ' || o.operator
)
from unnest(array['is', 'no operator', 'NE']) as o (operator)
cross join lateral pg_temp.error(format(
    'select * from template.funnel(''{view}'', filter => %L)',
    jsonb_build_object('v', jsonb_build_object(o.operator, 1))
)) as e;

select pg_temp.refused(
    format('select * from template.funnel_times(''{view,cart}'', %s)', a.argument), a.argument
)
from unnest(array['to_step => -2147483648', 'from_step => null']) as a (argument);
select is(
    (pg_temp.error('select * from template.funnel_times(''{view,cart}'', from_step => null)'))
    .message,
    'there is no time between the steps null and 2',
    'a message says null'
);
select is(
    (pg_temp.error('select * from template.stickiness(within => null)')).message,
    'days are not counted within NULL',
    'a message says NULL'
);

select pg_temp.refused(
    format(
        'select * from template.experiment(''view'', ''variant'', ''buy'', ''mean'', %L)', n.name
    ),
    'the mean of numbers that a double cannot hold: ' || n.name
)
from unnest(array['huge', 'large', 'square', 'small']) as n (name);
select lives_ok(
    $$ select * from template.experiment('view', 'variant', 'buy', 'mean', 'right') $$,
    'the mean of large numbers that a double can hold'
);
