-- Reads a door's request by its vendor's form. sent_at is the time of sending by the sender's
-- clock, where the vendor's form has one for the whole request.
create or replace function hardal_private.read_request(
    vendor text,
    document jsonb,
    path text,
    out rows jsonb,
    out key text,
    out sent_at jsonb
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    case vendor
        when 'segment' then
            select r.rows, r.key, r.sent_at into rows, key, sent_at
            from hardal_private.read_segment(document, path) as r;
        when 'posthog' then
            select r.rows, r.key, r.sent_at into rows, key, sent_at
            from hardal_private.read_posthog(document, path) as r;
        when 'mixpanel' then
            select r.rows, r.key into rows, key
            from hardal_private.read_mixpanel(document) as r;
        when 'amplitude' then
            rows := document -> 'events';
            key := document ->> 'api_key';
        when 'snowplow' then
            rows := document -> 'data';
    end case;
    if jsonb_typeof(rows) is distinct from 'array' then
        rows := null;
    end if;
end
$$;

comment on function hardal_private.read_request(text, jsonb, text) is
'rows: the events of a request of a vendor''s SDK as an array, or null where it is no such '
'request; key: the key in its body; sent_at: the sender''s time of sending';
