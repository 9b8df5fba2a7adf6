-- 0.2.0: serve_events got row_ids, the ids under which rejected events of a door are kept.
drop function if exists hardal_private.serve_events(jsonb, boolean, bigint[], bytea[], text[]);
