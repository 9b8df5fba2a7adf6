select plan(14);

grant hardal_owner, template__read, template__aggregate to current_user;

select template__store.ingest('[
    {"client_id": "a", "event_name": "buy", "properties": {"acc": "A"}},
    {"client_id": "b", "event_name": "view", "properties": {"acc": "A"}},
    {"client_id": "c", "event_name": "view", "properties": {"acc": "C"}}
]') is null;
create function pg_temp.place(name text, unit text, is_static boolean) returns jsonb
language sql as $$
    select hardal_private.place_cohort(
        'template', name, hardal_private.require_new_cohort('template', name, null), unit, null,
        hardal_private.cohort_query(
            'template', jsonb_build_object('unit', unit, 'all', '[{"did": "buy"}]'::jsonb)
        ),
        is_static, 'Who bought'
    )
$$;
create function pg_temp.counted(unit text, cohort text) returns bigint language plpgsql as $$
declare
    v_units bigint;
begin
    execute 'select count(distinct e.unit) from ' || hardal_helpers.report_events(
        'template', '{buy,view}', '-infinity', 'infinity', unit, null, cohort
    ) || ' as e' into v_units;
    return v_units;
end $$;
set local role hardal_owner;
select is(pg_temp.place('live', 'client', false) ->> 'view_name', 'cohort_live', 'its view');
select is(pg_temp.place('fixed', 'client', true) ->> 'units', '1', 'a static one counts');
select is(pg_temp.place('people', 'person', true) ->> 'units', '1', 'of persons');
select is(pg_temp.place('accounts', 'acc', true) ->> 'units', '1', 'of a property');
set local role template__read;
select is(pg_temp.counted('client', 'live'), 1::bigint, 'a reader reads a live cohort');
select is(pg_temp.counted('client', 'fixed'), 1::bigint, 'and a static one');
select is(pg_temp.counted('client', 'accounts'), 2::bigint, 'clients of a cohort of accounts');
select is(pg_temp.counted('acc', 'fixed'), 1::bigint, 'accounts of a cohort of clients');
select is(pg_temp.counted('client', 'people'), 1::bigint, 'clients of a cohort of persons');
reset role;
select template__store.ingest('[{"client_id": "c", "event_name": "buy"}]') is null;
insert into template__store.identities (client_id, person_id) values ('a', 'a'), ('b', 'a');
set local role template__read;
select is(pg_temp.counted('client', 'live'), 2::bigint, 'a live cohort is as the events are');
select is(pg_temp.counted('client', 'fixed'), 1::bigint, 'a static one stays');
select is(
    pg_temp.counted('client', 'people'), 2::bigint,
    'a client that was linked after the copy belongs to the person'
);
set local role template__aggregate;
select throws_ok(
    'select * from template.cohort_live', '42501', null, 'the scope aggregate sees no cohort'
);
reset role;
select is(
    obj_description('template.cohort_live'::regclass),
    E'Who bought\nThe cohort live: the unit is client',
    'a comment says what it is'
);
