select plan(138);

-- Returns the faults that event_errors finds, as "field:code, ...". quick_check_event must give the
-- same verdict on every event, by itself and after quick_check_batch.
create function pg_temp.faults(event jsonb) returns text language plpgsql as $$
declare
    v_oldest timestamptz := '2020-01-01T00:00:00Z';
    v_newest timestamptz := '2030-01-01T00:00:00Z';
    v_errors jsonb := hardal_private.event_errors(event, v_oldest, v_newest, 262144);
begin
    if exists (
        select
        from (
            values (false), (hardal_private.quick_check_batch(jsonb_build_array(event)))
        ) as b (passed)
        where hardal_private.quick_check_event(
            event,
            hardal_private.parse_timestamp(event ->> 'created_at'),
            v_oldest,
            v_newest,
            262144,
            b.passed
        ) <> (v_errors is null)
    ) then
        return 'quick_check_event disagrees: ' || coalesce(v_errors::text, 'no error');
    end if;
    return (
        select string_agg(concat_ws(':', e ->> 'field', e ->> 'code'), ', ')
        from jsonb_array_elements(v_errors) as e
    );
end
$$;

select is(pg_temp.faults(event::jsonb), expected, left(event, 60))
from (values
    ('{"event_name": "x"}', null),
    ('{"event_name": "purchase", "hardal_server_request_id": "d92", "client_id": "7f9", '
     '"created_at": "2024-10-06T12:34:56Z", '
     '"properties": {"price": 29.99, "nested_data": {"category": "electronics"}}}', null),
    ('{"event_name": "x", "id": null, "hardal_server_request_id": null, "client_id": null, '
     '"properties": null, "created_at": null}', null),
    ('{"event_name": "Kauf abgeschlossen \ud83d\ude00"}', null),
    ('{"event_name": "x", "id": "0192F0C1-2b3c-7def-8a9b-0c1d2e3f4a5b"}', null),
    ('{"event_name": "x", "properties": {"events": [1], "id": 5, "": ""}}', null),
    ('5', 'not_an_object'),
    ('null', 'not_an_object'),
    ('"x"', 'not_an_object'),
    ('[]', 'not_an_object'),
    ('[{"event_name": "x"}]', 'not_an_object'),
    ('{}', 'event_name:required'),
    ('{"event_name": null}', 'event_name:required'),
    ('{"event_name": 5}', 'event_name:wrong_type'),
    ('{"event_name": {"a": 1}}', 'event_name:wrong_type'),
    ('{"event_name": false}', 'event_name:wrong_type'),
    ('{"event_name": ""}', 'event_name:empty'),
    ('{"event_name": "   "}', 'event_name:empty'),
    ('{"event_name": "\u00a0\u2003\u3000"}', 'event_name:empty'),
    ('{"event_name": " \u200b\u00a0\ufeff"}', 'event_name:empty'),
    ('{"event_name": "\ud83c\udff4\udb40\udc67"}', null),
    ('{"event_name": "\u0301"}', null),
    ('{"event_name": " signup "}', null),
    ('{"event_name": "\u200bsignup"}', null),
    ('{"event_name": "\t"}', 'event_name:control_character, event_name:empty'),
    ('{"event_name": "\t\u2003\u0085"}', 'event_name:control_character, event_name:empty'),
    ('{"event_name": "a\nb"}', 'event_name:control_character'),
    ('{"event_name": "a\u007fb"}', 'event_name:control_character'),
    ('{"event_name": "a\u0085b"}', 'event_name:control_character'),
    ('{"event_name": "x", "id": 5}', 'id:wrong_type'),
    ('{"event_name": "x", "id": ""}', 'id:invalid_uuid'),
    ('{"event_name": "x", "id": "0192f0c12b3c7def8a9b0c1d2e3f4a5b"}', 'id:invalid_uuid'),
    ('{"event_name": "x", "id": "{0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b}"}', 'id:invalid_uuid'),
    ('{"event_name": "x", "id": "0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b\n"}', 'id:invalid_uuid'),
    ('{"event_name": "x", "id": "0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5g"}', 'id:invalid_uuid'),
    ('{"event_name": "x", "hardal_server_request_id": 5}', 'hardal_server_request_id:wrong_type'),
    ('{"event_name": "x", "hardal_server_request_id": ""}', 'hardal_server_request_id:empty'),
    ('{"event_name": "x", "client_id": []}', 'client_id:wrong_type'),
    ('{"event_name": "x", "client_id": ""}', 'client_id:empty'),
    ('{"event_name": "x", "client_id": " "}', null),
    ('{"event_name": "x", "client_id": "\u200b"}', null),
    ('{"event_name": "x", "client_id": "\u0085"}', null),
    ('{"event_name": "x", "created_at": "2024-10-06 12:34:56+00"}', null),
    ('{"event_name": "x", "created_at": "2024-10-06T12:34:56+0300"}', null),
    ('{"event_name": "x", "created_at": "2024-10-06 12:34:56.5 UTC"}', null),
    ('{"event_name": "x", "created_at": "2024-10-06T12:34:56"}', null),
    ('{"event_name": "x", "created_at": "2030-01-01T00:00:00.0000009Z"}', null),
    ('{"event_name": "x", "properties": []}', 'properties:wrong_type'),
    ('{"event_name": "x", "properties": "a"}', 'properties:wrong_type'),
    ('{"event_name": "x", "properties": 0}', 'properties:wrong_type'),
    ('{"event_name": "x", "created_at": 1728218096}', 'created_at:wrong_type'),
    ('{"event_name": "x", "created_at": "yesterday"}', 'created_at:invalid_timestamp'),
    ('{"event_name": "x", "created_at": ""}', 'created_at:invalid_timestamp'),
    ('{"event_name": "x", "created_at": "2019-12-31T23:59:59.999999Z"}', 'created_at:too_old'),
    ('{"event_name": "x", "created_at": "2020-01-01T00:00:00Z"}', null),
    ('{"event_name": "x", "created_at": "2030-01-01T00:00:00Z"}', null),
    ('{"event_name": "x", "created_at": "2030-01-01T00:00:00.000001Z"}', 'created_at:in_future'),
    ('{"event_name": "x", "created_at": "9999-12-31T23:59:59Z"}', 'created_at:in_future'),
    ('{"event_name": "x", "Event_name": "y"}', 'Event_name:unknown_field'),
    ('{"event_name": "x", "price": null}', 'price:unknown_field'),
    ('{"event_name": "x", "": 1}', ':unknown_field'),
    ('{"event_name": "", "id": "?", "hardal_server_request_id": 1, "client_id": 1, '
     '"properties": 1, "created_at": 1, "a": 1, "b": 1}',
     'event_name:empty, id:invalid_uuid, hardal_server_request_id:wrong_type, '
     'client_id:wrong_type, properties:wrong_type, created_at:wrong_type, '
     'a:unknown_field, b:unknown_field')
) as c (event, expected);

select is(
    pg_temp.faults(jsonb_build_object('event_name', repeat(c.sign, n))),
    'event_name:empty',
    'an event_name of the invisible character U+' || upper(to_hex(ascii(c.sign))) || ' alone'
)
from (
    select chr(s.code) as sign
    from unnest(array[
        x'00ad'::int, x'034f'::int, x'061c'::int, x'115f'::int, x'1160'::int, x'1680'::int,
        x'17b4'::int, x'180b'::int, x'180e'::int, x'2000'::int, x'200b'::int, x'200d'::int,
        x'200f'::int, x'2028'::int, x'202e'::int, x'2060'::int, x'2064'::int, x'2069'::int,
        x'206f'::int, x'2800'::int, x'3164'::int, x'fe00'::int, x'fe0f'::int, x'feff'::int,
        x'ffa0'::int, x'fffb'::int, x'1bca0'::int, x'1d173'::int, x'e0001'::int, x'e0041'::int,
        x'e0100'::int, x'e0fff'::int
    ]) as s (code)
) as c, generate_series(1, 2) as n;

select is(
    pg_temp.faults(jsonb_build_object('event_name', repeat('é', n))),
    expected,
    'an event_name of ' || n || ' characters'
)
from (values (1, null), (200, null), (201, 'event_name:too_long')) as c (n, expected);

select is(
    pg_temp.faults(jsonb_build_object('event_name', 'x', field, repeat('é', n))),
    expected,
    'a ' || field || ' of ' || n || ' characters'
)
from (values
    ('client_id', 256, null),
    ('client_id', 257, 'client_id:too_long'),
    ('hardal_server_request_id', 256, null),
    ('hardal_server_request_id', 257, 'hardal_server_request_id:too_long')
) as c (field, n, expected);

select is(
    pg_temp.faults(jsonb_build_object('event_name', repeat(e'\t', 201))),
    'event_name:control_character, event_name:empty, event_name:too_long',
    'all faults of one field are reported'
);
select is(
    pg_temp.faults(jsonb_build_object('event_name', 'x', 'price', repeat('x', 300000))),
    'too_large, price:unknown_field',
    'the fields beside properties have a size limit too'
);

select is(
    jsonb_array_length(hardal_private.event_errors(
        (select jsonb_object_agg('k' || k, k) from generate_series(1, 1000) as k),
        '2020-01-01', '2030-01-01', 262144
    )),
    20,
    'at most 20 faults are reported'
);
select ok(
    octet_length(hardal_private.event_errors(
        jsonb_build_object('event_name', 'x', repeat('k', 100000), 1),
        '2020-01-01', '2030-01-01', 262144
    )::text) < 1000,
    'the name of an unknown field is cut'
);
select is(
    (
        select array_agg(distinct e ->> 'message')
        from jsonb_array_elements(hardal_private.event_errors(
            '{"event_name": "x", "client_id": ""}', '2020-01-01', '2030-01-01', 262144
        )) as e
    ),
    array['client_id is empty: give it a value, or leave it out'],
    'a message says what to change'
);

select * from finish();
