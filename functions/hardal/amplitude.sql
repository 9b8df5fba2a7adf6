-- Takes the requests of Amplitude's SDKs. The edge sends them here, as bytes: docs/sdks.md. Answers
-- have Amplitude's shape, with hardal's own under hardal. The SDKs decide by the number in code,
-- and send a request again after 400 and 401 unless the answer is one of the forms below.
create or replace function hardal.amplitude(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_outcome jsonb := hardal_private.serve_door('amplitude', $1);
    v_status int := (v_outcome ->> 'status')::int;
begin
    if v_outcome ? 'error' then
        return hardal_private.answer_refusal(
            case when v_status in (401, 403, 415) then 400 else v_status end,
            v_outcome -> 'headers',
            case
                when v_status in (401, 403)
                    then jsonb_build_object(
                        'code', 400,
                        'error', 'Invalid API key: ' || (v_outcome #>> '{error,message}')
                    )
                when v_status in (400, 415)
                    then jsonb_build_object(
                        'code', 400,
                        'error', v_outcome #> '{error,message}',
                        'missing_field', 'events'
                    )
                else jsonb_build_object(
                    'code', v_status, 'error', v_outcome #> '{error,message}'
                )
            end || jsonb_build_object('hint', v_outcome #> '{error,hint}')
        );
    end if;
    return jsonb_build_object(
        'code', 200,
        'events_ingested', (v_outcome ->> 'accepted')::int + (v_outcome ->> 'duplicates')::int,
        'payload_size_bytes', octet_length($1),
        'server_upload_time', floor(extract(epoch from hardal_private.clock()) * 1000),
        'hardal', v_outcome - 'ids'
    );
end
$$;

comment on function hardal.amplitude(bytea) is
'Stores the events of a request of an SDK of Amplitude';
grant execute on function hardal.amplitude(bytea) to hardal_anon;
