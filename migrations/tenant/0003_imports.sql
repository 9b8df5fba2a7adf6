-- 0.2.0: an import can say that an event with a known id is the known event (same_id_is_same).
drop function if exists template__store.import_lines(bytea, uuid[]);
drop function if exists template__store.ingest(
    jsonb, text, boolean, bigint[], bytea[], text[], uuid[], timestamptz[]
);
drop function if exists template__store.store_events(
    jsonb, text, boolean, boolean, bigint[], bytea[], text[], uuid[], timestamptz[], timestamptz
);
