-- The types that the functions for single clients and for rejected events return. Names and types
-- are a promise to clients.
create type hardal.found_client as (
    client_id text,
    first_seen timestamptz,
    last_seen timestamptz,
    events bigint
);

create type hardal.rejected_reason as (
    code text,
    field text,
    events bigint,
    first_at timestamptz,
    last_at timestamptz,
    event_names text array
);
