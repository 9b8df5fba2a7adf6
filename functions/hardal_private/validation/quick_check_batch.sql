-- Whether a batch is of the everyday kind, told at once, which costs a tenth of what it costs event by event:
-- every id a UUID; every name printable ASCII that is more than blanks, without quotes and backslashes; every time
-- RFC 3339 with a zone and a date that exists; nothing nested deeply; no long number. A batch that is not so (a name in
-- another script, no zone, a 29th of February) is not wrong, but quick_check_event looks at its events one by one.
-- A field may be absent or null here: quick_check_event knows which may. A batch of 16 MB is never plain, which bounds the memory.
create or replace function hardal_private.quick_check_batch(events jsonb)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    if
        pg_column_size(events) >= 16777216
        or jsonb_path_exists(events, 'strict $.**{34} ? (@.type() == "object" || @.type() == "array")')
        or exists (
            select
            from jsonb_path_query(quick_check_batch.events, 'strict $.**{2 to 36} ? (@.type() == "number")') as n (value)
            where hardal_private.is_long_number(n.value::numeric)
        )
    then
        return false;
    end if;
    -- only now may anything be printed
    return jsonb_path_query_array(events, '$[*].id')::text
        ~ '^\[(?:(?:null|"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")(?:, )?)*\]$'
        and jsonb_path_query_array(events, '$[*].event_name')::text ~ '^\[(?:" *[!#-\[\]-~][ !#-\[\]-~]*"(?:, )?)*\]$'
        and jsonb_path_query_array(events, '$[*].created_at')::text ~ (
            '^\[(?:(?:null|"[12][0-9]{3}-'
            '(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)'
            '[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:[Zz]|[+-](?:0[0-9]|1[0-5]):[0-5][0-9])")'
            '(?:, )?)*\]$'
        );
end
$$;

comment on function hardal_private.quick_check_batch(jsonb) is
'Whether the ids, names, times, depth and numbers of an array of events are all well at first sight; false where they need a closer look';
