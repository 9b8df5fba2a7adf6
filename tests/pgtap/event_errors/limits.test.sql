select plan(59);

-- Returns the codes for these properties, where at most max_bytes bytes are taken.
-- quick_check_event must give the same verdict, by itself and after quick_check_batch.
create function pg_temp.fault(properties jsonb, max_bytes int default 262144)
returns text language plpgsql as $$
declare
    v_event jsonb := jsonb_build_object('event_name', 'x', 'properties', properties);
    v_errors jsonb := hardal_private.event_errors(
        v_event, '2020-01-01', '2030-01-01', max_bytes
    );
begin
    if exists (
        select
        from (
            values (false), (hardal_private.quick_check_batch(jsonb_build_array(v_event)))
        ) as b (passed)
        where hardal_private.quick_check_event(
            v_event, null, '2020-01-01', '2030-01-01', max_bytes, b.passed
        ) <> (v_errors is null)
    ) then
        return 'quick_check_event disagrees: ' || coalesce(v_errors::text, 'no error');
    end if;
    return (select string_agg(e ->> 'code', ', ') from jsonb_array_elements(v_errors) as e);
end
$$;

-- Returns properties of this many levels. The outermost level is the properties object itself.
create function pg_temp.nested(levels int, opening text, closing text)
returns jsonb language sql as $$
    select (
        '{"a": ' || repeat(opening, levels - 1) || '1' || repeat(closing, levels - 1) || '}'
    )::jsonb
$$;

select is(pg_temp.fault(pg_temp.nested(32, '[', ']')), null, '32 levels of arrays pass');
select is(pg_temp.fault(pg_temp.nested(33, '[', ']')), 'too_deep', '33 levels of arrays');
select is(pg_temp.fault(pg_temp.nested(32, '{"a": ', '}')), null, '32 levels of objects pass');
select is(pg_temp.fault(pg_temp.nested(33, '{"a": ', '}')), 'too_deep', '33 levels of objects');
select is(
    pg_temp.fault(pg_temp.nested(33, '[1, {"b": 2}, ', ']')),
    'too_deep',
    '33 levels with shallow neighbours'
);
select is(
    pg_temp.fault(('{"a": ' || repeat('[', 31) || '{}' || repeat(']', 31) || '}')::jsonb),
    'too_deep',
    'an empty object on level 33'
);
select is(pg_temp.fault(pg_temp.nested(1000, '[', ']')), 'too_deep', '1000 levels');

select is(
    pg_temp.fault(jsonb_build_object('n', n::numeric)), expected, 'the number ' || left(n, 50)
)
from (values
    ('0', null),
    ('-1', null),
    ('29.99', null),
    ('1e39', null),
    (repeat('9', 40), null),
    ('-' || repeat('9', 40), null),
    ('1e40', null),
    ('1e-41', null),
    -- the largest and the smallest double, and the longest text of one
    ('1.7976931348623157e308', null),
    ('-1.7976931348623157e308', null),
    ('5e-324', null),
    ('-2.2250738585072011e-308', null),
    ('-4.9406564584124654e-324', null),
    ('-0', null),
    ('-0.0', null),
    ('1e399', null),
    ('-1e398', null),
    ('-1e399', 'number_out_of_range'),
    ('1e400', 'number_out_of_range'),
    (repeat('9', 400), null),
    (repeat('9', 401), 'number_out_of_range'),
    ('1e131071', 'number_out_of_range'),
    ('1e-398', null),
    ('-1e-397', null),
    ('1e-399', 'number_out_of_range'),
    ('-1e-398', 'number_out_of_range'),
    (repeat('9', 200) || '.' || repeat('1', 199), null),
    (repeat('9', 200) || '.' || repeat('1', 200), 'number_out_of_range'),
    ('1.' || repeat('0', 398), null),
    ('1.' || repeat('0', 399), 'number_out_of_range'),
    ('0e-398', null),
    ('0e-400', 'number_out_of_range'),
    ('0e-16383', 'number_out_of_range')
) as c (n, expected);
select is(
    pg_temp.fault(
        pg_temp.nested(32, '[', ']') || jsonb_build_object('b', jsonb_build_array(1, 2, 1e400))
    ),
    'number_out_of_range',
    'a long number inside an array'
);
select is(
    pg_temp.fault(jsonb_build_object('s', repeat('9', 100))),
    null,
    'a long string of digits is not a long number'
);

select is(
    pg_temp.fault(jsonb_build_object('s', repeat('x', n)), 1024),
    expected,
    n || ' characters in 1024 bytes'
)
from (values (1015, null), (1016, 'too_large')) as c (n, expected);
select is(
    pg_temp.fault(jsonb_build_object('s', repeat(e'\x01', n)), 1024),
    expected,
    n || ' characters that print as six bytes each'
)
from (values (169, null), (170, 'too_large')) as c (n, expected);
-- properties whose text has gigabytes are not printed
select is(
    pg_temp.fault(('{"n": [' || repeat('1e131071,', 99999) || '1]}')::jsonb),
    'number_out_of_range, too_large',
    'a hundred thousand long numbers'
);
select is(
    pg_temp.fault('{"n": [1e131071]}'),
    'number_out_of_range',
    'the text of one very long number fits into 256 KiB'
);
select is(
    pg_temp.fault('{"n": [1e131071, 1e131071]}'),
    'number_out_of_range, too_large',
    'the text of two very long numbers does not fit'
);
select is(
    pg_temp.fault(('{"n": [' || repeat('1e399,', n - 1) || '1e399]}')::jsonb, 40960),
    expected,
    n || ' numbers that print in 400 characters each, in 40 KiB'
)
from (values (101, null), (102, 'too_large'), (100000, 'too_large')) as c (n, expected);
-- so many numbers are read in one walk, not in a walk each
select is(
    pg_temp.fault(
        ('{"n": [' || repeat('1,', 49999) || last || '], "s": "1e400"}')::jsonb, max_bytes
    ),
    expected,
    'fifty thousand numbers, the last one ' || last || ', in ' || max_bytes || ' bytes'
)
from (values
    ('1', 262144, null),
    ('1e40', 262144, null),
    ('1e400', 262144, 'number_out_of_range'),
    ('1', 131072, 'too_large'),
    ('1e400', 131072, 'number_out_of_range, too_large')
) as c (last, max_bytes, expected);
select is(
    pg_temp.fault(
        pg_temp.nested(50, '[1e400, ', ']') || jsonb_build_object('s', repeat('x', 300000))
    ),
    'number_out_of_range, too_deep, too_large',
    'all faults of properties are reported together'
);
select is(
    pg_temp.fault(pg_temp.nested(50, '[', ', 1e400]')),
    'number_out_of_range, too_deep',
    'a long number is found at any depth'
);

select * from finish();
