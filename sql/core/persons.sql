-- Comments on the type of persons that a search has found, and its grant.
comment on type hardal.found_person is 'A person that a search has found';
comment on column hardal.found_person.person_id is
'The person: the smallest of its client ids, in the order of bytes';
comment on column hardal.found_person.ids is 'How many client ids the person has';
comment on column hardal.found_person.client_ids is 'Its client ids, at most 100';
comment on column hardal.found_person.first_seen is
'created_at of its first event; null where only a link tells of the person';
comment on column hardal.found_person.last_seen is 'created_at of its last event';
comment on column hardal.found_person.events is 'How many events the person has';

grant usage on type hardal.found_person to hardal_read;
