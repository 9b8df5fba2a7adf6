-- Takes the requests of the SDKs of Segment, RudderStack and Jitsu. The edge sends them here, as
-- bytes: docs/sdks.md. Answers have Segment's shape, with hardal's own under hardal.
create or replace function hardal.segment(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_outcome jsonb := hardal_private.serve_door('segment', $1);
begin
    if v_outcome ? 'error' then
        return hardal_private.answer_refusal(
            (v_outcome ->> 'status')::int,
            v_outcome -> 'headers',
            v_outcome -> 'error' || '{"success": false}'
        );
    end if;
    return jsonb_build_object('success', true, 'hardal', v_outcome - 'ids');
end
$$;

comment on function hardal.segment(bytea) is
'Stores the events of a request of an SDK of Segment, RudderStack or Jitsu';
grant execute on function hardal.segment(bytea) to hardal_anon;
