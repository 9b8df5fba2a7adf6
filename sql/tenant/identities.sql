-- The person of each client id that a link connects with another. The view reads the store with its
-- owner's rights, so that readers need no right on it. A client id without a link is a person of
-- its own and has no row here.
create or replace view template.identities as
select
    i.client_id,
    i.person_id
from template__store.identities as i;

comment on view template.identities is
'The person of each client id that is linked with another: '
'left join identities using (client_id), then coalesce(person_id, client_id)';
comment on column template.identities.client_id is 'A client id that has a link';
comment on column template.identities.person_id is
'The smallest client id of the set that its links connect it to, in the order of bytes';

revoke all on template.identities from public;
grant select on template.identities to template__read;

comment on table template__store.links is
'Links: pairs of client ids that belong to the same person';
comment on column template__store.links.client_id is 'A client id';
comment on column template__store.links.person_id is
'Another id of the same person; which of the two stands where makes no difference';
comment on column template__store.links.since is
'The earliest time at which a client said so: created_at of its event, else when the link came';
comment on column template__store.links.source is
'Where the link comes from: sql, http, admin, segment, posthog, mixpanel, amplitude, snowplow or '
'import';

comment on table template__store.identities is
'Which client id is which person: what follows from the links';
comment on column template__store.identities.client_id is 'A client id that stands in a link';
comment on column template__store.identities.person_id is
'The smallest id, in the order of bytes, of the set that the links connect it to';

comment on table template__store.link_turn is
'Always empty: a transaction that changes links locks it, so that no two change sets at once';
comment on column template__store.link_turn.holds_nothing is 'The table has no rows';

comment on table template__store.generic_ids is
'Generic ids that clients have sent as a part of a link, such as null: no link was made';
comment on column template__store.generic_ids.id is 'The generic id, in small letters';
comment on column template__store.generic_ids.source is 'Where it came from, as in links';
comment on column template__store.generic_ids.last_seen is 'The last day (UTC) on which it came';
