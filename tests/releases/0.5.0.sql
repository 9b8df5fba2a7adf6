-- Fills a database of hardal 0.5.0 through the functions of that version, as its users did.
--
-- psql gets the variables tenant, store (the tenant's store), key_id (the signing key's id) and
-- verifier (the SCRAM verifier of the PSQL URL's password). The file never changes after 0.5.0.
\set ON_ERROR_STOP on
\o /dev/null
select hardal_private.create_tenant(:'tenant');
select hardal_private.set_limits(
    :'tenant', '{"retention_months": 60, "quarantine_days": 90, "max_urls": 7}'
);
select hardal_private.issue_token(
    :'tenant', 'backend', 'ingest', :'key_id', now() + interval '10 years'
);
-- the test knows the key: tests/harness/releases.py
select hardal_private.register_credential(
    :'tenant', 'web', 'ingest', now() + interval '10 years', null,
    hardal_private.key_digest('hk_abcdefghijklmnopqrstuvwxyz012345')
);
select hardal_private.create_url(:'tenant', 'bi', 'read', :'verifier');

-- 3 events a day for 400 days, of 40 clients; ids and request ids are known to the test
set role hardal_owner;
select :"store".ingest(jsonb_agg(e))
from (
    select
        n / 1000 as batch,
        jsonb_build_object(
            'id', md5('event ' || n)::uuid,
            'event_name', (array['page_view', 'Add to Cart', 'purchase'])[n % 3 + 1],
            'client_id', 'c' || n % 40,
            'hardal_server_request_id', 'r' || n,
            'properties', jsonb_build_object('n', n, 'price', n / 10.0, 'plan', 'p' || n % 4),
            'created_at', to_char(
                now() at time zone 'UTC' - make_interval(days => n / 3), 'YYYY-MM-DD"T"HH24:MI:SSZ'
            )
        ) as e
    from generate_series(0, 1199) as n
) as events
group by batch;
-- two rejected events
select :"store".ingest('[{"event_name": ""}, {"event_name": "x", "created_at": "no time"}]');
reset role;

-- the round counts the metrics: tests/harness/rollups.py knows the first one
select hardal_private.create_metric(
    :'tenant', 'purchase_totals',
    '{"event": "purchase", "number": "price", "measures": ["sum"], "by": ["plan"]}'
);
select hardal_private.create_metric(
    :'tenant', 'purchases_by_hour',
    '{
        "event": "purchase", "by": ["plan", "n"], "filter": {"price": {"gte": 10}},
        "every": "hour", "max_groups": 2, "aggregate": true, "description": "Not the cheap ones"
    }'
);
call hardal_private.erase(:'tenant', client_id => 'c39');
call hardal_private.maintain(:'tenant');
select hardal_private.pin_column(:'tenant', 'purchase', 'price', 'amount', 'text');

-- after the round: late events that wait for a recount, and events of today
set role hardal_owner;
select :"store".ingest(jsonb_agg(jsonb_build_object(
    'id', md5('late ' || n)::uuid,
    'event_name', 'purchase',
    'client_id', 'c1',
    'properties', jsonb_build_object('price', n),
    'created_at', to_char(
        now() at time zone 'UTC' - make_interval(days => n), 'YYYY-MM-DD"T"HH24:MI:SSZ'
    )
)))
from generate_series(0, 9) as n;
reset role;

select hardal_private.describe(:'tenant', 'purchase', null, 'A paid order');
select hardal_private.describe(:'tenant', 'purchase', 'price', 'In euros, with tax');

-- two persons of two ids, and cohorts of every kind
select hardal_private.link_by_admin(:'tenant', 'c1', 'user-1');
select hardal_private.link_by_admin(:'tenant', 'c2', 'user-2');
select hardal_private.create_cohort(:'tenant', 'buyers', '{"all": [{"did": "purchase"}]}');
select hardal_private.create_cohort(
    :'tenant', 'buyers_then', '{"unit": "person", "all": [{"did": "purchase"}]}', true, 'A copy'
);
begin;
select b.statement || 'select unit_id from cohort_buyers where unit_id < ''c2''' as statement,
    b.search_path as path
from hardal_private.begin_query_cohort(:'tenant', 'some', null) as b \gset
select set_config('search_path', :'path', true);
:statement;
set local search_path = pg_catalog, pg_temp;
select hardal_private.finish_query_cohort(:'tenant', 'some', 'client', false, null);
commit;
