-- Returns the JSON in a field of each event of Snowplow's tracker protocol. The field comes as text
-- or packed in base64. Null where an event has neither, or it cannot be read. JSON that was mended
-- has replaced_characters.
-- All events are read in one statement. One by one, each is a subtransaction, so they are read like
-- that only where one of them cannot be read.
create or replace function hardal_private.snowplow_data(events jsonb, plain text, packed text)
returns jsonb[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    begin
        return array(
            select
                coalesce(
                    e.row ->> plain,
                    convert_from(hardal_private.base64_bytes(e.row ->> packed), 'UTF8')
                )::jsonb
            from jsonb_array_elements(events) as e (row)
        );
    exception when data_exception or program_limit_exceeded then
        null; -- some field is bad
    end;
    return array(
        select hardal_private.snowplow_json(e.row ->> plain, e.row ->> packed)
        from jsonb_array_elements(events) as e (row)
    );
end
$$;

comment on function hardal_private.snowplow_data(jsonb, text, text) is
'For each event: the JSON in the field plain, or in base64 in the field packed; null '
'where it has neither, or it cannot be read';
