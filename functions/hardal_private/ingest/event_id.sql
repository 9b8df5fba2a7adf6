-- Returns the id of an event. The event's own id counts first. An event without an id gets the
-- derived id under an Idempotency-Key, so that each retry gets the same id, and otherwise a new id.
-- The function is inlined where it is called.
create or replace function hardal_private.event_id(
    event jsonb, tenant text, idempotency_key text, place bigint
)
returns uuid
language sql
volatile
parallel safe
return coalesce(
    (event ->> 'id')::uuid,
    case
        when idempotency_key is not null
            then hardal_private.derived_id(tenant, idempotency_key, place::int - 1)
        else hardal_private.uuid_v7()
    end
);

comment on function hardal_private.event_id(jsonb, text, text, bigint) is
'The id under which an event is stored; '
'place: the event''s place in its request, 1 is the first';
