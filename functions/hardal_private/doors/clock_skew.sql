-- Returns the time by which a sender's clock is behind this server's, from the time at which the
-- sender says that it sent the request. Up to 30 seconds are the network and a queue: the times of
-- events are right then, and a correction would shuffle them. A clock that is off by more than ten
-- years is none.
create or replace function hardal_private.clock_skew(sent_at jsonb, now timestamptz)
returns interval
language sql
stable
parallel safe
return case
    when
        jsonb_typeof(sent_at) = 'string'
        and abs(extract(epoch from now - hardal_private.parse_timestamp(sent_at #>> '{}')))
        between 30 and 315360000
        then now - hardal_private.parse_timestamp(sent_at #>> '{}')
end;

comment on function hardal_private.clock_skew(jsonb, timestamptz) is
'The time by which a sender''s clock is behind; null where it is at most 30 seconds, or unknown';
