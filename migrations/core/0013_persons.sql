-- The type that hardal.find_persons returns. Names and types are a promise to clients.
create type hardal.found_person as (
    person_id text,
    ids bigint,
    client_ids text array,
    first_seen timestamptz,
    last_seen timestamptz,
    events bigint
);

-- a person may have several client ids, and is named by one of them
drop function if exists hardal_private.begin_erasure(text, text, text, jsonb);
drop function if exists hardal_private.count_person(text, text, text, jsonb);
drop function if exists hardal_private.disclose(text, text, text, jsonb);
drop procedure if exists hardal_private.erase(text, text, text, jsonb, bigint, interval);
drop function if exists hardal_private.erase_part(bigint, text, name, text, text, jsonb);
drop function if exists hardal_private.forget_names(text, text, text, jsonb);
drop function if exists hardal_private.matches_person(text, text, jsonb, text, text, jsonb);
drop function if exists hardal_private.open_receipt(text, text, text, jsonb, timestamptz);
drop function if exists hardal_private.person_values(text, text, jsonb);
drop function if exists hardal_private.report_remains(text, text, text, jsonb);
drop function if exists hardal_private.require_person(text, text, jsonb);
drop function if exists hardal_private.stale_statistics(text, name[], text, text, jsonb);
