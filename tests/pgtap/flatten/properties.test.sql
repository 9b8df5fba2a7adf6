select plan(4);

select results_eq(
    $$ select property, json_type, value
       from template.flatten(
           '{"a": 1, "b": {"c": "x", "d.e": {"f\\g": [1]}}, "": null, "e": {}}'
       )
       order by property collate "C" $$,
    $$ values ('', 'null', 'null'::jsonb), ('a', 'number', '1'),
       ('b', 'object', '{"c": "x", "d.e": {"f\\g": [1]}}'), ('b.c', 'string', '"x"'),
       ('b.d\.e', 'object', '{"f\\g": [1]}'), ('b.d\.e.f\\g', 'array', '[1]'),
       ('e', 'object', '{}') $$,
    'each value has a row with the keys that lead to it, and so has each object'
);
select results_eq(
    $$ select count(*), max(octet_length(property)) from template.flatten((
           select format('%s1%s', string_agg('{"k": ', ''), string_agg('}', ''))::jsonb
           from generate_series(1, 20)
       )) $$,
    $$ values (8::bigint, 15) $$,
    'objects are flattened down to eight levels'
);
select is_empty(
    $$ select property from template.flatten(jsonb_build_object(repeat('k', 201), 1)) $$,
    'a property of more than 200 bytes is left out'
);
select results_eq(
    $$ select template.property_keys(property)
       from unnest(array['a', 'b.c', 'b.d\.e.f\\g', '', 'a..b', 'a\\.b']) as p (property) $$,
    $$ values ('{a}'::text[]), ('{b,c}'), ('{b,d.e,"f\\g"}'),
       ('{""}'), ('{a,"",b}'), ('{"a\\",b}') $$,
    'property_keys returns the keys of a flattened property'
);

select * from finish();
