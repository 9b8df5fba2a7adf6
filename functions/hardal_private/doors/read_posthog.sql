-- Reads a request of PostHog: a batch, or one event.
create or replace function hardal_private.read_posthog(
    document jsonb, header_time text, out rows jsonb, out key text, out sent_at jsonb
)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        case
            when jsonb_typeof(document -> 'batch') = 'array' then document -> 'batch'
            when jsonb_typeof(document) = 'array' then document
            when jsonb_typeof(document) = 'object' and not document ? 'batch'
                then jsonb_build_array(document - '{api_key,token,sent_at}'::text[])
        end,
        coalesce(document ->> 'api_key', document ->> 'token'),
        coalesce(to_jsonb(header_time), document -> 'sent_at')
$$;

comment on function hardal_private.read_posthog(jsonb, text) is
'rows: the events of a request of PostHog; null where it is none; key: the api_key in its body; '
'sent_at: the time of sending, from the header or the body';
