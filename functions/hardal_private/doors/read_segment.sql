-- Reads a request of Segment, RudderStack or Jitsu: a batch, or one message whose path ends with
-- its type. A batch's context is the default of its messages' contexts; it is copied into each, so
-- all the copies together may have as much as a request.
create or replace function hardal_private.read_segment(
    document jsonb, path text, out rows jsonb, out key text, out sent_at jsonb
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    key := document ->> 'writeKey';
    sent_at := document -> 'sentAt';
    rows := document -> 'batch';
    if jsonb_typeof(rows) = 'array' and jsonb_typeof(document -> 'context') = 'object' then
        if
            pg_column_size(document -> 'context')::bigint * jsonb_array_length(rows) > 16777216
        then
            raise sqlstate 'PT413' using
                message = 'the context of the batch is too large for so many messages',
                hint = 'send it in several requests; nothing of it was stored';
        end if;
        rows := (
            select
                coalesce(
                    jsonb_agg(
                        case
                            when jsonb_typeof(m.value) <> 'object' then m.value
                            when jsonb_typeof(m.value -> 'context') = 'object'
                                then m.value || jsonb_build_object(
                                    'context', document -> 'context' || (m.value -> 'context')
                                )
                            else m.value || jsonb_build_object('context', document -> 'context')
                        end
                    ),
                    '[]'
                )
            from jsonb_array_elements(rows) as m
        );
    elsif rows is null and jsonb_typeof(document) = 'object' and path !~ '^/v1/(batch|import)' then
        rows := jsonb_build_array(
            jsonb_build_object('type', substring(path from '([a-z]+)/?$')) || document
        );
    end if;
end
$$;

comment on function hardal_private.read_segment(jsonb, text) is
'rows: the messages of a request of Segment, RudderStack or Jitsu; key: the writeKey in its body; '
'sent_at: its sentAt; PT413 where copies of the context would be larger than a request may be';
