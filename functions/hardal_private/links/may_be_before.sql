-- Tells cheaply whether a created_at may name an earlier time than since: false is certain, and
-- most are false. It compares texts, because reading a time takes longer than finding a link. Times
-- in UTC are compared to the second; any other may be a day off.
create or replace function hardal_private.may_be_before(created_at text, since timestamptz)
returns boolean
language sql
immutable
parallel safe
return case
    when
        substr(created_at, 11, 1) = 'T'
        and (right(created_at, 1) = 'Z' or right(created_at, 6) = '+00:00')
        then
            left(created_at, 19) collate "C"
            <= to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
    else
        left(created_at, 10) collate "C"
        <= to_char(since at time zone 'UTC' + interval '1 day', 'YYYY-MM-DD')
end;

comment on function hardal_private.may_be_before(text, timestamptz) is
'Whether a created_at may name an earlier time than since; false is certain';
