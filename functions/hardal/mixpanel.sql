-- Takes the requests of Mixpanel's SDKs. The edge sends them here, as bytes: docs/sdks.md. Answers
-- have Mixpanel's shape: 1 or 0, or an object for /import and where the request has verbose=1, with
-- hardal's own under hardal.
create or replace function hardal.mixpanel(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_outcome jsonb := hardal_private.serve_door('mixpanel', $1);
    v_headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
    v_status int := (v_outcome ->> 'status')::int;
    v_is_short boolean := coalesce(v_headers ->> 'x-hardal-path', '') not like '/import%'
        and coalesce(v_headers ->> 'x-hardal-verbose', '') in ('', '0')
        and (
            position('verbose=1'::bytea in $1) = 0
            -- JSON, which is no form
            or encode(substr($1, 1, 1), 'escape') in ('{', '[')
        );
begin
    if v_outcome ? 'error' then
        return hardal_private.answer_refusal(
            v_status,
            v_outcome -> 'headers',
            case
                when v_is_short then '0'::jsonb
                else jsonb_build_object(
                    'status', 0, 'code', v_status, 'error', v_outcome #> '{error,message}',
                    'hint', v_outcome #> '{error,hint}'
                )
            end
        );
    elsif v_is_short then
        return '1'::jsonb;
    end if;
    return jsonb_build_object(
        'status', 1,
        'code', 200,
        'error', null,
        'num_records_imported',
        (v_outcome ->> 'accepted')::int + (v_outcome ->> 'duplicates')::int,
        'hardal', v_outcome - 'ids'
    );
end
$$;

comment on function hardal.mixpanel(bytea) is
'Stores the events of a request of an SDK of Mixpanel';
grant execute on function hardal.mixpanel(bytea) to hardal_anon;
