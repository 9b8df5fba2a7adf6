select plan(2);

select results_eq(
    $$ select template.property_keys(property)
       from unnest(array[
           'a', 'a.b', 'a\.b.c', 'a\\.b', '', '.a', 'a.', 'a..b', 'a\', 'ş.\x'
       ]) as p (property) $$,
    $$ values ('{a}'::text[]), ('{a,b}'), ('{a.b,c}'), ('{"a\\",b}'), ('{""}'), ('{"",a}'),
       ('{a,""}'), ('{a,"",b}'), ('{"a\\"}'), ('{ş,x}') $$,
    'dots separate keys, a backslash takes the next character as it is, and a key may be empty'
);
select is_empty(
    $$ with events (properties) as (
           values ('{"a": {"b.c": {"": 1}, "d\\": 2}, "": {".": {"\\.": 3}}}'::jsonb)
       )
       select f.property from events cross join template.flatten(properties) as f
       where properties #> template.property_keys(f.property) is distinct from f.value $$,
    'the keys of each flattened property lead to its value'
);

select * from finish();
