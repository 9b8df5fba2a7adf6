-- store_events has one argument more: a batch is inserted without ON CONFLICT first.
drop function if exists template__store.store_events(
    jsonb, text, boolean, boolean, bigint[], bytea[], text[], uuid[], timestamptz[], boolean,
    timestamptz
);
