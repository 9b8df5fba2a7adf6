-- The digest of an event in which no number ends in zeros after its point. It is event_digest's
-- own, without a look at the text of the properties: for each other event the two may differ.
create or replace function hardal_private.plain_digest(event jsonb)
returns bigint
language sql
immutable
parallel safe
return hashtextextended(
    case
        when jsonb_typeof(event -> 'properties') = 'object' then (event -> 'properties')::text
        else '{}'
    end,
    hardal_private.name_digest(event)
);

comment on function hardal_private.plain_digest(jsonb) is
'event_digest of an event in which no number ends in zeros after its point';
