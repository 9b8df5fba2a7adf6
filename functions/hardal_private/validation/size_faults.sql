-- Returns too_large for an event that has too many bytes beside its properties. Properties have a
-- limit of their own. The limit here is never below 8 KiB, because an event without other faults
-- has fewer than 8 KiB beside its properties.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.size_faults(event jsonb, max_bytes int)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        'too_large' as code,
        format(
            'what is beside properties has at most %s bytes', greatest(max_bytes, 8192)
        ) as message
    from (
        values (case when jsonb_typeof(event) = 'object' then event - 'properties' else event end)
    ) as r (rest)
    where hardal_private.is_larger(
        r.rest, greatest(max_bytes, 8192), hardal_private.wide_numbers(r.rest)
    );
end;

comment on function hardal_private.size_faults(jsonb, int) is
'too_large, as code and message, where an event has more than max_bytes bytes (8 KiB at least) '
'beside its properties; else no row';
