-- Takes the requests of PostHog's SDKs. The edge sends them here, as bytes: docs/sdks.md. Answers
-- have PostHog's shape, with hardal's own under hardal. An answer to the newer path has a result
-- for each event, by its uuid.
create or replace function hardal.posthog(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_outcome jsonb := hardal_private.serve_door('posthog', $1);
begin
    if v_outcome ? 'error' then
        return hardal_private.answer_refusal(
            (v_outcome ->> 'status')::int,
            v_outcome -> 'headers',
            v_outcome -> 'error' || jsonb_build_object(
                'type', case
                    when v_outcome ->> 'status' in ('401', '403') then 'authentication_error'
                    else 'validation_error'
                end,
                'detail', v_outcome #> '{error,message}',
                'attr', null
            )
        );
    end if;
    return jsonb_build_object('status', 'Ok', 'hardal', v_outcome - 'ids')
        || case
            when
                nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-hardal-path'
                like '/i/v1/%'
                then jsonb_build_object('results', hardal_private.posthog_results(v_outcome))
            else '{}'
        end;
end
$$;

comment on function hardal.posthog(bytea) is 'Stores the events of a request of an SDK of PostHog';
grant execute on function hardal.posthog(bytea) to hardal_anon;
