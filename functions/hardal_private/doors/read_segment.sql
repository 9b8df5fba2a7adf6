-- Reads a request of Segment, RudderStack or Jitsu: a batch, or one message whose path ends with
-- its type. A batch's context is the default of its messages' contexts.
create or replace function hardal_private.read_segment(
    document jsonb, path text, out rows jsonb, out key text, out sent_at jsonb
)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        case
            when jsonb_typeof(document -> 'batch') <> 'array' then null
            when document ? 'batch' and jsonb_typeof(document -> 'context') = 'object'
                then (
                    select jsonb_agg(
                        case
                            when jsonb_typeof(m.value -> 'context') = 'object'
                                then m.value || jsonb_build_object(
                                    'context', document -> 'context' || (m.value -> 'context')
                                )
                            when jsonb_typeof(m.value) = 'object'
                                then m.value || jsonb_build_object(
                                    'context', document -> 'context'
                                )
                            else m.value
                        end
                    )
                    from jsonb_array_elements(document -> 'batch') as m
                )
            when document ? 'batch' then document -> 'batch'
            when jsonb_typeof(document) = 'object'
                then jsonb_build_array(
                    jsonb_build_object('type', substring(path from '([a-z]+)/?$')) || document
                )
        end,
        document ->> 'writeKey',
        document -> 'sentAt'
$$;

comment on function hardal_private.read_segment(jsonb, text) is
'rows: the messages of a request of Segment, RudderStack or Jitsu; null where it is none; '
'key: the writeKey in its body; sent_at: its sentAt';
