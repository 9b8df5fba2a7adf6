select plan(2);

select results_eq(
    $$ select template.path_keys(path) from unnest(array['a', 'a.b', 'a\.b.c', 'a\\.b', '', '.a', 'a.', 'a..b', 'a\', 'ş.\x']) as p (path) $$,
    $$ values ('{a}'::text[]), ('{a,b}'), ('{a.b,c}'), ('{"a\\",b}'), ('{""}'), ('{"",a}'), ('{a,""}'), ('{a,"",b}'), ('{"a\\"}'), ('{ş,x}') $$,
    'dots separate, a backslash takes the next character as it is, a key may be empty'
);
select is_empty(
    $$ with events (properties) as (values ('{"a": {"b.c": {"": 1}, "d\\": 2}, "": {".": {"\\.": 3}}}'::jsonb))
       select f.path from events cross join template.flatten(properties) as f
       where properties #> template.path_keys(f.path) is distinct from f.value $$,
    'the path of each property leads to its value'
);

select * from finish();
