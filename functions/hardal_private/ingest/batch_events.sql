-- Returns the events of a request's body as an array, whatever the form of the body, or refuses the
-- whole request.
create or replace function hardal_private.batch_events(body jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_events jsonb;
begin
    if jsonb_typeof(body) = 'object' and not body ? 'events' then
        return jsonb_build_array(body);
    end if;
    if jsonb_typeof(body) = 'array' then
        v_events := body;
    elsif jsonb_typeof(body) = 'object' then
        v_events := body -> 'events';
        if jsonb_typeof(v_events) <> 'array' then
            raise sqlstate 'PT400' using
                message = 'events is not an array',
                hint = 'send {"events": [event, ...]}, or one event without the field events';
        end if;
        if body - 'events' <> '{}' then
            raise sqlstate 'PT400' using
                message = 'a batch holds the field events and no other',
                detail = format('found beside it: %s', (
                    select string_agg(
                        to_jsonb(left(k.key, 200))::text, ', ' order by k.key collate "C"
                    )
                    from (select * from jsonb_object_keys(body - 'events') as k (key) limit 20) as k
                )),
                hint = 'send {"events": [event, ...]}, or one event without the field events';
        end if;
    else
        raise sqlstate 'PT400' using
            message = 'the body is neither a JSON object nor an array',
            hint = 'send one event, or {"events": [event, ...]}';
    end if;
    if jsonb_array_length(v_events) = 0 then
        raise sqlstate 'PT400' using
            message = 'the batch is empty',
            hint = 'send one event, or {"events": [event, ...]} with at least one';
    end if;
    if jsonb_array_length(v_events) > 10000 then
        raise sqlstate 'PT413' using
            message = 'the batch holds more than 10000 events',
            hint = 'send it in several requests; nothing of it was stored';
    end if;
    return v_events;
end
$$;

comment on function hardal_private.batch_events(jsonb) is
'The events of a request''s body as an array. PT400 where the body is neither an event '
'nor a batch; PT413 where the batch has more than 10000 events';
