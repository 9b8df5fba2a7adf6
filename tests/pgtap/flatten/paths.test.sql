select plan(4);

select results_eq(
    $$ select path, json_type, value from template.flatten('{"a": 1, "b": {"c": "x", "d.e": {"f\\g": [1]}}, "": null, "e": {}}') order by path collate "C" $$,
    $$ values ('', 'null', 'null'::jsonb), ('a', 'number', '1'), ('b', 'object', '{"c": "x", "d.e": {"f\\g": [1]}}'), ('b.c', 'string', '"x"'),
       ('b.d\.e', 'object', '{"f\\g": [1]}'), ('b.d\.e.f\\g', 'array', '[1]'), ('e', 'object', '{}') $$,
    'each value has the path that leads to it, objects their own as well'
);
select results_eq(
    $$ select count(*), max(octet_length(path)) from template.flatten((
           select format('%s1%s', string_agg('{"k": ', ''), string_agg('}', ''))::jsonb from generate_series(1, 20)
       )) $$,
    $$ values (8::bigint, 15) $$,
    'eight levels, no more'
);
select is_empty(
    $$ select path from template.flatten(jsonb_build_object(repeat('k', 201), 1)) $$, 'a path of more than 200 bytes is left out'
);
select results_eq(
    $$ select template.path_keys(path) from unnest(array['a', 'b.c', 'b.d\.e.f\\g', '', 'a..b', 'a\\.b']) as p (path) $$,
    $$ values ('{a}'::text[]), ('{b,c}'), ('{b,d.e,"f\\g"}'), ('{""}'), ('{a,"",b}'), ('{"a\\",b}') $$,
    'and back'
);

select * from finish();
