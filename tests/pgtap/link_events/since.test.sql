-- The time of a link that an event brings.
select plan(2);

create function pg_temp.event(name text, at text) returns jsonb language sql as $$
    select jsonb_build_object(
        'event_name', 'x',
        'client_id', name,
        'created_at', at,
        'properties', jsonb_build_object(
            '$amplitude', jsonb_build_object('user_id', name, 'device_id', name || '-phone')
        )
    )
$$;

select is(
    template__store.link_events(
        'amplitude',
        (
            select jsonb_agg(pg_temp.event(t.name, t.at))
            from (
                values
                ('good', to_json(hardal_private.clock() - interval '1 day') #>> '{}'),
                ('future', '9999-12-31T00:00:00Z'),
                ('past', '0001-01-01T00:00:00Z'),
                ('unread', 'yesterday')
            ) as t (name, at)
        ),
        'amplitude'
    ),
    '{"links": 4}',
    'an event links whatever its time is'
);
select is(
    array(
        select l.person_id || ' ' || date_trunc('minute', hardal_private.clock() - l.since)::text
        from template__store.links as l
        order by l.person_id
    ),
    '{future 00:00:00,good 1 day,past 00:00:00,unread 00:00:00}',
    'a time that no event may have is none: the link is of now'
);
