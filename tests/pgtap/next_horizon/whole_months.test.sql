select plan(9);

select hardal_private.create_tenant('tap_horizon');
create function pg_temp.at(text, int) returns timestamptz language plpgsql as $$
declare
    v_next timestamptz;
begin
    execute format(
        'create or replace function hardal_private.clock() returns timestamptz language sql stable '
        'return timestamptz %L',
        $1
    );
    update hardal_private.tenants set retention_months = $2 where name = 'tap_horizon';
    -- EXECUTE plans anew. PostgreSQL 15 keeps the plan of a SQL function, with the old clock in it,
    -- as long as the plan of its caller.
    execute 'select tap_horizon__store.next_horizon()' into v_next;
    return v_next;
end $$;

select is(
    pg_temp.at('2026-06-15T12:00:00Z', 13), '2025-05-01T00:00:00Z',
    'the horizon is the beginning of the month of 13 months ago'
);
select is(
    pg_temp.at('2026-06-30T23:59:59.999Z', 1), '2026-05-01T00:00:00Z',
    'the horizon stays until the month ends'
);
select is(
    pg_temp.at('2026-07-01T00:00:00Z', 1), '2026-06-01T00:00:00Z',
    'the horizon moves when the next month begins'
);
select is(
    pg_temp.at('2026-03-31T12:00:00Z', 1), '2026-02-01T00:00:00Z',
    'on a 31st, an earlier month may be shorter'
);
select is(
    pg_temp.at('2024-02-29T12:00:00Z', 12), '2023-02-01T00:00:00Z',
    'on a 29 February, the year before may have none'
);
set local timezone = 'Pacific/Auckland';
select is(
    pg_temp.at('2026-06-30T23:30:00Z', 1), '2026-05-01T00:00:00Z',
    'months are those of UTC, whatever the setting timezone is'
);
select is(
    pg_temp.at('2026-06-15T12:00:00Z', null), null,
    'without a retention there is no horizon'
);

-- the horizon does not move back while months are being dropped
select pg_temp.at('2026-06-15T12:00:00Z', 2);
select hardal_private.maintain_step('tap_horizon', 'move_horizon', false);
update hardal_private.maintenance set trim_block = 0 where tenant = 'tap_horizon';
select is(
    pg_temp.at('2026-06-15T12:00:00Z', null), '2026-04-01T00:00:00Z',
    'the horizon stays until the ledger is trimmed'
);
update hardal_private.maintenance set trim_block = null where tenant = 'tap_horizon';
select is(
    pg_temp.at('2026-06-15T12:00:00Z', 5), '2026-01-01T00:00:00Z',
    'the horizon moves back once the ledger is trimmed'
);

select * from finish();
