select plan(3);

select template__store.ingest(jsonb_build_array(jsonb_build_object(
    'client_id', 'a', 'event_name', $t$it's "x"; drop$t$,
    'properties', jsonb_build_object($t$k'"\y$t$, $t$v'"\)$t$)
))) is null;

create function pg_temp.units(definition jsonb) returns text language plpgsql as $$
declare
    v_units text;
begin
    execute format(
        'select string_agg(u.unit_id, '' '') from (%s) as u',
        hardal_private.cohort_query('template', definition)
    ) into v_units;
    return v_units;
end $$;

select is(
    pg_temp.units(jsonb_build_object('all', jsonb_build_array(jsonb_build_object(
        'did', $t$it's "x"; drop$t$,
        'filter', jsonb_build_object($t$k'"\\y$t$, $t$v'"\)$t$)
    )))),
    'a',
    'names and values with quotes and backslashes'
);
select is(
    pg_temp.units(jsonb_build_object('all', jsonb_build_array(jsonb_build_object(
        'last', jsonb_build_object($t$k'"\\y$t$, $t$v'"\)$t$)
    )))),
    'a',
    'and in a filter of newest values'
);
set local standard_conforming_strings = off;
select is(
    pg_temp.units(jsonb_build_object('all', jsonb_build_array(jsonb_build_object(
        'did', $t$it's "x"; drop$t$,
        'filter', jsonb_build_object($t$k'"\\y$t$, $t$v'"\)$t$)
    )))),
    'a',
    'whatever the session makes of backslashes'
);
