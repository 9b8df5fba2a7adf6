-- Returns the time by which a sender's clock is behind this server's, from the time at which the
-- sender says that it sent the request. Up to 30 seconds are the network and a queue: the times of
-- events are right then, and a correction would shuffle them.
create or replace function hardal_private.clock_skew(sent_at jsonb, now timestamptz)
returns interval
language sql
stable
parallel safe
return case
    when
        jsonb_typeof(sent_at) = 'string'
        and abs(extract(epoch from now - hardal_private.parse_timestamp(sent_at #>> '{}'))) > 30
        then now - hardal_private.parse_timestamp(sent_at #>> '{}')
end;

comment on function hardal_private.clock_skew(jsonb, timestamptz) is
'The time by which a sender''s clock is behind; null where it is at most 30 seconds, or unknown';
