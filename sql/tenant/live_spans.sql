-- The periods that are counted live at this moment:
-- - periods before rolled_from and periods from rolled_until on, as far as there are events
-- - rolled-up periods that carry a mark
-- All other periods are read from the rollups. count_period counts live periods only.
--
-- A recursive query steps from one period to the next. With generate_series the planner would
-- expect a thousand rows, at a cost for which PostgreSQL would compile the query (jit).
create or replace view template__store.live_spans as
with recursive bounds as (
    select
        min(e.created_at) at time zone 'UTC' as oldest,
        max(e.created_at) at time zone 'UTC' as newest
    from template__store.events as e
),

spans as (
    select
        r.period,
        r.step,
        t.starts_at,
        t.ends_at
    from template__store.rollups as r
    cross join bounds as n
    cross join
        lateral (
            values
            -- the periods after those that are rolled up
            (greatest(date_trunc(r.period, n.oldest), r.rolled_until), n.newest),
            -- the periods before those that are rolled up
            (
                date_trunc(r.period, n.oldest),
                case when isfinite(r.rolled_from) then r.rolled_from - r.step end
            )
        ) as t (starts_at, ends_at)
    where t.starts_at <= t.ends_at
    union all
    select
        s.period,
        s.step,
        s.starts_at + s.step,
        s.ends_at
    from spans as s
    where s.starts_at + s.step <= s.ends_at
)

select
    s.period,
    s.starts_on,
    s.starts_on::timestamp at time zone 'UTC' as since,
    (s.starts_on + s.step) at time zone 'UTC' as until
from (
    select
        p.period,
        p.step,
        p.starts_at::date as starts_on
    from spans as p
    union
    select
        r.period,
        r.step,
        m.starts_on
    from template__store.rollup_marks as m
    inner join template__store.rollups as r on m.period = r.period
    where m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
) as s;

comment on view template__store.live_spans is
'Periods that are counted live: not rolled up yet, no longer rolled up, or marked';
comment on column template__store.live_spans.period is 'day, week or month';
comment on column template__store.live_spans.starts_on is 'First day of the period, in UTC';
comment on column template__store.live_spans.since is 'When the period begins';
comment on column template__store.live_spans.until is 'When the next period begins';

revoke all on template__store.live_spans from public;
