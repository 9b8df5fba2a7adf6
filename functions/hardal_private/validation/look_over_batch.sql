-- Looks over a whole batch at once: a quick check of the rules in event_errors for everyday
-- batches. It costs a tenth of a check event by event.
--
-- passed is true only if the ids, names, times, depth and numbers of the whole batch pass:
-- - every id is a UUID;
-- - every name is printable ASCII without quotes and backslashes, and more than blanks;
-- - every time has a form of docs/ingest.md and a date that exists;
-- - nothing is nested deeply, and every number has at most 40 digits before and after the point.
-- quick_check_event still checks the rest of each event: which fields it has, lengths, the range of
-- times, and sizes. A field may be absent or null here.
-- passed is false for "look at each event". Such a batch may break no rule: examples are a name in
-- another script, a number such as 5e-324, a 29th of February. It is false for a batch of 16 MB or
-- more, which bounds the memory.
--
-- plain_numbers is true only if no number ends in zeros after its point, as 1.50 and 20.0 do. Then
-- plain_digest is the digest of each event. The numbers are at hand here: a match over all of them
-- costs a tenth of a match over the text of each event.
create or replace function hardal_private.look_over_batch(
    events jsonb, out passed boolean, out plain_numbers boolean
)
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_numbers jsonb;
begin
    passed := false;
    plain_numbers := false;
    if
        pg_column_size(events) >= 16777216
        or jsonb_path_exists(
            events, 'strict $.**{34} ? (@.type() == "object" || @.type() == "array")'
        )
    then
        return;
    end if;
    -- as one array, as in wide_numbers
    v_numbers := jsonb_path_query_array(
        events, 'strict $.**{2 to 36} ? (@.type() == "number")'
    );
    if exists (
        select
        from jsonb_array_elements(v_numbers) as n (value)
        where hardal_private.is_wide_number(n.value::numeric)
    ) then
        return;
    end if;
    -- nothing may be printed before this line: a wide number can print as 131 kB
    passed := jsonb_path_query_array(events, '$[*].id')::text
        ~ '^\[(?:(?:null|"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")(?:, )?)*\]$'
        and jsonb_path_query_array(events, '$[*].event_name')::text
        ~ '^\[(?:" *[!#-\[\]-~][ !#-\[\]-~]*"(?:, )?)*\]$'
        and jsonb_path_query_array(events, '$[*].created_at')::text ~ (
            '^\[(?:(?:null|"[12][0-9]{3}-'
            '(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])'
            '|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)'
            '[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?'
            '(?:[Zz]| UTC| ?[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)?")'
            '(?:, )?)*\]$'
        );
    plain_numbers := passed and v_numbers::text !~ '\.[0-9]*0(?![0-9])';
end
$$;

comment on function hardal_private.look_over_batch(jsonb) is
'passed: true only if the ids, names, times, depth and numbers of a whole array of events pass; '
'false means that quick_check_event has to look at each event. '
'plain_numbers: true only if no number of a batch that passed ends in zeros after its point';
