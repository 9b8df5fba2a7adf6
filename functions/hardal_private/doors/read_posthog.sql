-- Reads a request of PostHog: a batch, or one event. The newer path has the time of sending in a
-- header, or as created_at.
create or replace function hardal_private.read_posthog(
    document jsonb, path text, out rows jsonb, out key text, out sent_at jsonb
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        case
            when document ? 'batch' then document -> 'batch'
            when jsonb_typeof(document) = 'array' then document
            when jsonb_typeof(document) = 'object'
                then jsonb_build_array(document - '{api_key,token,sent_at}'::text[])
        end,
        coalesce(document ->> 'api_key', document ->> 'token'),
        coalesce(
            nullif(current_setting('request.headers', true), '')::jsonb
            -> 'posthog-request-timestamp',
            case when path like '/i/v1/%' then document -> 'created_at' end,
            document -> 'sent_at'
        )
$$;

comment on function hardal_private.read_posthog(jsonb, text) is
'rows: the events of a request of PostHog; key: the api_key in its body; sent_at: the time of '
'sending, from the header or the body';
