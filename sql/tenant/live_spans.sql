-- The periods that the rollups do not answer for at this moment: those before and behind what was rolled up, as far as
-- there are events, and those with a mark. Views count them live; roll_up counts them once more, and for good.
create or replace view template__store.live_spans as
select
    s.period,
    s.starts_on,
    s.starts_on::timestamp at time zone 'UTC' as since,
    (s.starts_on + s.step) at time zone 'UTC' as until
from (
    select
        r.period,
        r.step,
        g.at::date as starts_on
    from template__store.rollups as r
    cross join (
        select
            min(e.created_at) at time zone 'UTC' as oldest,
            max(e.created_at) at time zone 'UTC' as newest
        from template__store.events as e
    ) as n
    cross join lateral generate_series(greatest(date_trunc(r.period, n.oldest), r.rolled_until), n.newest, r.step) as g (at)
    union
    select
        r.period,
        r.step,
        g.at::date as starts_on
    from template__store.rollups as r
    cross join (
        select min(e.created_at) at time zone 'UTC' as oldest
        from template__store.events as e
    ) as n
    cross join lateral generate_series(date_trunc(r.period, n.oldest), r.rolled_from - r.step, r.step) as g (at)
    where isfinite(r.rolled_from)
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
