-- The months in which each client was active, read in one snapshot: the months that were counted
-- beforehand, and the events of all others. See roll_up for the reason why this is exact. The view
-- reads the store with its owner's rights, so that readers need no right on it.
create or replace view template.client_months as
select
    c.client_id,
    c.month,
    true as is_counted
from template__store.client_months as c
where
    not exists (
        select
        from template__store.rollup_marks as m
        where m.period = 'month' and m.starts_on = c.month
    )
union all
select
    l.client_id,
    l.month,
    false as is_counted
from template__store.live_client_months as l;

comment on view template.client_months is
'The months (UTC) in which each client was active, right to the last event';
comment on column template.client_months.client_id is 'The client (user, device, account)';
comment on column template.client_months.month is 'First day of the month in UTC';
comment on column template.client_months.is_counted is
'True where the month was counted beforehand, false where its events are read';

revoke all on template.client_months from public;
grant select on template.client_months to template__read;

comment on table template__store.client_months is
'The rollup of the clients of each month; it can be rebuilt from the events';
comment on column template__store.client_months.client_id is 'The client';
comment on column template__store.client_months.month is 'First day of the month, in UTC';
