-- Comments on the type of an event that the API returns.
comment on type hardal.event is 'An event as the API returns it';
comment on column hardal.event.id is 'The event''s id, unique in the tenant';
comment on column hardal.event.event_name is 'The event''s name, e.g. purchase';
comment on column hardal.event.hardal_server_request_id is
'The request or user in the sending system';
comment on column hardal.event.client_id is
'The client (user, device, account) of the event';
comment on column hardal.event.properties is 'The event''s properties, a JSON object';
comment on column hardal.event.created_at is 'When the event happened, as the sender says';
comment on column hardal.event.received_at is
'When the event was received; an import keeps the time of its file';
comment on column hardal.event.event_date is 'The day of created_at in UTC';
