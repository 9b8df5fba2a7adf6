select plan(9);

select hardal_private.create_tenant('tap_horizon');
create function pg_temp.at(text, int) returns timestamptz language plpgsql as $$
declare
    v_next timestamptz;
begin
    execute format(
        'create or replace function hardal_private.clock() returns timestamptz language sql stable return timestamptz %L', $1
    );
    update hardal_private.tenants set retention_months = $2 where name = 'tap_horizon';
    -- planned anew: 15 keeps a SQL function's plan, and the old clock in it, for as long as its caller's
    execute 'select tap_horizon__store.next_horizon()' into v_next;
    return v_next;
end $$;

select is(pg_temp.at('2026-06-15T12:00:00Z', 13), '2025-05-01T00:00:00Z', 'the oldest month that has an event of the last 13');
select is(pg_temp.at('2026-06-30T23:59:59.999Z', 1), '2026-05-01T00:00:00Z', 'until the month ends');
select is(pg_temp.at('2026-07-01T00:00:00Z', 1), '2026-06-01T00:00:00Z', 'then the next');
select is(pg_temp.at('2026-03-31T12:00:00Z', 1), '2026-02-01T00:00:00Z', 'a month has no 31st everywhere');
select is(pg_temp.at('2024-02-29T12:00:00Z', 12), '2023-02-01T00:00:00Z', 'nor a 29th');
set local timezone = 'Pacific/Auckland';
select is(pg_temp.at('2026-06-30T23:30:00Z', 1), '2026-05-01T00:00:00Z', 'months are those of UTC, whatever the session''s time zone');
select is(pg_temp.at('2026-06-15T12:00:00Z', null), null, 'without a retention there is none');

-- while something is being dropped it does not go back
select pg_temp.at('2026-06-15T12:00:00Z', 2);
select hardal_private.maintain_step('tap_horizon', 'move_horizon', false);
update hardal_private.maintenance set trim_block = 0 where tenant = 'tap_horizon';
select is(pg_temp.at('2026-06-15T12:00:00Z', null), '2026-04-01T00:00:00Z', 'it stays until the ledger is trimmed');
update hardal_private.maintenance set trim_block = null where tenant = 'tap_horizon';
select is(pg_temp.at('2026-06-15T12:00:00Z', 5), '2026-01-01T00:00:00Z', 'and goes back then');

select * from finish();
