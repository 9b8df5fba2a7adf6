-- The periods that the rollups do not answer for at this moment: those before and behind what was rolled up, as far as
-- there are events, and those with a mark. Views count them live; roll_up counts them once more, and for good.
-- One period leads to the next, in place of generate_series: of that the planner would expect a thousand, and a cost that
-- is worth compiling the query for.
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
            (greatest(date_trunc(r.period, n.oldest), r.rolled_until), n.newest),
            (date_trunc(r.period, n.oldest), case when isfinite(r.rolled_from) then r.rolled_from - r.step end)
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

comment on view template__store.live_spans is 'Periods that are counted live: not rolled up yet, no longer, or changed since';
comment on column template__store.live_spans.period is 'day, week or month';
comment on column template__store.live_spans.starts_on is 'First day of the period, in UTC';
comment on column template__store.live_spans.since is 'Where it begins';
comment on column template__store.live_spans.until is 'Where the next one begins';

revoke all on template__store.live_spans from public;
