select plan(8);

create function pg_temp.forms(text) returns text[] language sql as $$
    select array_agg(convert_from(f, 'UTF8') order by convert_from(f, 'UTF8') collate "C")
    from unnest(hardal_private.written_forms($1)) as f
$$;

select is(pg_temp.forms('ann-7'), '{ann-7}'::text[], 'plain text has one form');
select is(pg_temp.forms('a/b'), array['a/b', 'a\/b'], 'a slash has two forms');
select set_has(
    $$ select unnest(pg_temp.forms('Zoë/')) $$,
    $$ values ('Zoë/'), ('Zoë\/'), ('Zo\u00eb/'), ('Zo\u00EB\/') $$,
    'a character beyond ASCII has escaped forms in lower and in upper case'
);
select ok(
    pg_temp.forms(U&'\+01F600') @> array['\ud83d\ude00', U&'\+01F600'],
    'a character beyond the basic plane is escaped as a surrogate pair'
);
select ok(
    pg_temp.forms(E'a"b\\c\n') @> array['a\"b\\c\n'],
    'quotes, backslashes and line ends are escaped as in JSON'
);

select set_eq(
    $$ select unnest(hardal_private.person_values(
           '{c}', null, '{"a": {"b": "x"}, "l": ["y", 5, true, null], "e": {}}'
       )) $$,
    $$ values ('c'), ('x'), ('y'), ('5') $$,
    'a person is searched for by strings and numbers at every level of the properties'
);
select throws_ok(
    $$ select hardal_private.require_person(null, null, null) $$, 'HD400', null,
    'a search that names no person is refused'
);
select throws_ok(
    $$ select hardal_private.require_person('{c}', null, '{}') $$, 'HD400', null,
    'a search by properties that everybody has is refused'
);

select * from finish();
