-- Serves a request of another system's SDK: finds its key, maps its events, and stores them as
-- ingest does. The outcome holds
-- - accepted, duplicates, rejected, errors and ids, as an answer of ingest, and the numbers of
--   link_events. For PostHog's newer path, ids are the events' ids as the SDK sent them; or
-- - status, headers and error, where the whole request is refused. An exception would be answered
--   in PostgREST's shape, and many SDKs send a request again when they do not know the shape.
-- A key in the headers is checked before the body is read. Without one, the body is only parsed
-- where some key of the registry stands in it.
create or replace function hardal_private.serve_door(vendor text, body bytea)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_path text := coalesce(
        nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-hardal-path', ''
    );
    v_now timestamptz := hardal_private.clock();
    v_key text;
    v_text text;
    v_document jsonb;
    v_is_mended boolean := false;
    v_request record;
    v_rows jsonb;
    v_events jsonb;
    v_outcome jsonb;
    v_links jsonb;
    v_message text;
    v_detail text;
    v_hint text;
begin
    if session_user <> 'hardal_authenticator' then
        raise sqlstate 'PT403' using message = 'this is PostgREST''s to call';
    end if;
    -- before the key, because everybody may come this far
    perform hardal_private.require_plain_statement();
    v_key := hardal_private.door_key();
    if v_key is not null then
        perform hardal_private.admit_key(v_key);
    else
        perform hardal_private.require_written_key(body);
    end if;

    v_text := case
        when vendor = 'mixpanel' then hardal_private.mixpanel_json(body)
        else hardal_private.read_utf8(body)
    end;
    v_document := hardal_private.parse_json(v_text);
    if v_document is null then
        v_document := hardal_private.mend_json(v_text);
        v_is_mended := true;
    end if;
    v_request := hardal_private.read_request(vendor, v_document, v_path);
    if v_key is null then
        perform hardal_private.admit_key(hardal_private.sent_key(v_request.key));
    end if;
    v_rows := v_request.rows;
    if v_rows is null then
        raise sqlstate 'PT400' using
            message = format('the body is no request that %s''s SDKs send', vendor),
            hint = 'docs/sdks.md lists the paths and the bodies; nothing of it was stored';
    elsif v_rows = '[]' then
        return '{"accepted": 0, "duplicates": 0, "rejected": 0, "errors": [], "ids": []}'::jsonb;
    end if;
    v_rows := hardal_private.batch_events(v_rows); -- counts them, before they are mapped
    if v_is_mended then
        v_rows := (
            select jsonb_agg(hardal_private.mend_row(r.value))
            from jsonb_array_elements(v_rows) as r
        );
    end if;

    v_events := hardal_private.vendor_events(
        vendor, v_rows, v_path, hardal_private.clock_skew(v_request.sent_at, v_now), v_now
    );
    v_outcome := hardal_private.serve_events(
        v_events,
        false,
        row_ids => array(
            select (e.value ->> 'id')::uuid from jsonb_array_elements(v_events) as e
        )
    );
    if hardal_private.may_link(vendor, v_events) then
        execute format(
            'select %I.link_events($1, $2, $1)', hardal_private.current_tenant() || '__store'
        )
        into v_links
        using vendor, v_events;
        v_outcome := v_outcome || v_links;
    end if;
    -- an SDK takes no other status for an answer that is final
    perform set_config('response.status', '200', true);
    if v_path like '/i/v1/%' then
        v_outcome := v_outcome
            || jsonb_build_object('ids', (
                select jsonb_agg(r.value -> 'uuid')
                from jsonb_array_elements(v_rows) as r
            ));
    end if;
    return v_outcome;
exception when others or query_canceled then
    get stacked diagnostics
        v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    if sqlstate = 'PGRST' then
        return v_detail::jsonb || jsonb_build_object('error', v_message::jsonb);
    elsif sqlstate like 'PT4__' or sqlstate = '57014' or sqlstate like any ('{22___,54___}') then
        return jsonb_build_object(
            'status', case
                when sqlstate = '57014' then 504
                when sqlstate like 'PT4__' then substr(sqlstate, 3)::int
                when sqlstate like '54___' then 413
                else 400
            end,
            'headers', '{}'::jsonb,
            'error', jsonb_build_object(
                'code', sqlstate,
                -- bounded, because an answer repeats them in a header
                'message', left(v_message, 500),
                'details', nullif(left(v_detail, 500), ''),
                'hint', nullif(left(v_hint, 500), '')
            )
        );
    end if;
    raise;
end
$$;

comment on function hardal_private.serve_door(text, bytea) is
'Stores the events of a request of another system''s SDK (vendor: the name of the door) and '
'answers as ingest does; or status, headers and error where the whole request is refused';
