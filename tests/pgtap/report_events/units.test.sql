select plan(7);

select template__store.ingest('[
    {"client_id": "a1", "event_name": "a", "properties": {"acc": "A", "n": 1}},
    {"client_id": "a2", "event_name": "a", "properties": {"acc": "A", "n": 2}},
    {"client_id": "b",  "event_name": "b", "properties": {"acc": "B", "n": 3}},
    {"event_name": "b"}
]') is null;
insert into template__store.identities (client_id, person_id) values ('a1', 'a1'), ('a2', 'a1');

create function pg_temp.units(unit text, filter jsonb default null, cohort text default null)
returns text language plpgsql as $$
declare
    v_units text;
begin
    execute 'select string_agg(coalesce(e.unit, ''-''), '' '' order by e.unit) from '
        || hardal_helpers.report_events(
            'template', '{a,b}', '-infinity', 'infinity', unit, filter, cohort
        ) || ' as e' into v_units;
    return v_units;
end $$;

select is(pg_temp.units('client'), 'a1 a2 b -', 'by client');
select is(pg_temp.units('person'), 'a1 a1 b -', 'by person: linked ids are one');
select is(pg_temp.units('acc'), 'A A B -', 'by a property');
select is(pg_temp.units('person', '{"n": {"gte": 2}}'), 'a1 b', 'with a filter');
select throws_ok($$ select pg_temp.units('nope') $$, 'PT400', null, 'an unknown property');
select throws_ok(
    $$ select pg_temp.units('client', null, 'nope') $$, 'PT400', null, 'an unknown cohort'
);

insert into template__store.cohorts (name, view_name, unit, query, is_static)
values ('of_a', 'cohort_of_a', 'person', '', false);
create view template.cohort_of_a as select 'a1'::text as unit_id;
select is(
    pg_temp.units('client', null, 'of_a'), 'a1 a2', 'clients whose person is in the cohort'
);
