-- The clients of the months that are counted live, in the form in which count_period stores them.
create or replace view template__store.live_client_months as
select
    c.client_id,
    s.starts_on as month
from template__store.live_spans as s
cross join
    lateral ( -- noqa: ST05
        select e.client_id
        from template__store.events as e
        where e.created_at >= s.since and e.created_at < s.until and e.client_id is not null
        group by e.client_id
    ) as c
where s.period = 'month';

comment on view template__store.live_client_months is
'The clients of the months that are counted live, in the form in which a rollup stores them';
comment on column template__store.live_client_months.client_id is 'The client';
comment on column template__store.live_client_months.month is 'First day of the month, in UTC';

revoke all on template__store.live_client_months from public;
