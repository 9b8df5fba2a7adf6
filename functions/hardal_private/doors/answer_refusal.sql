-- Answers a whole request of another system's SDK with a refusal. The body stands in the header
-- X-Hardal-Refusal too: a 400 without it is PostgREST's own, which it also gives where it has lost
-- its connection to PostgreSQL. The edge makes that one a 503, so that the SDK sends it again.
create or replace function hardal_private.answer_refusal(status int, headers jsonb, body jsonb)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.set_response(
        status, headers || jsonb_build_object('X-Hardal-Refusal', body::text)
    );
    return body;
end
$$;

comment on function hardal_private.answer_refusal(int, jsonb, jsonb) is
'Sets the status and the headers of a refusal over HTTP, and returns its body. The header '
'X-Hardal-Refusal has the body too, so that the edge knows the refusal for one of hardal''s';
