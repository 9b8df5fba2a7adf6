-- Takes the requests of Snowplow's trackers. The edge sends them here, as bytes: docs/sdks.md. A
-- tracker sends a request again for ever after 413 and 415, so a request that it has to drop is
-- answered with 400.
create or replace function hardal.snowplow(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_outcome jsonb := hardal_private.serve_door('snowplow', $1);
    v_status int := (v_outcome ->> 'status')::int;
begin
    if v_outcome ? 'error' then
        return hardal_private.answer_refusal(
            case when v_status in (413, 415) then 400 else v_status end,
            v_outcome -> 'headers',
            v_outcome -> 'error'
        );
    end if;
    return jsonb_build_object('hardal', v_outcome - 'ids');
end
$$;

comment on function hardal.snowplow(bytea) is
'Stores the events of a request of a tracker of Snowplow';
grant execute on function hardal.snowplow(bytea) to hardal_anon;
