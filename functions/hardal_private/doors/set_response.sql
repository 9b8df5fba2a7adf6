-- Sets the status and the headers of an answer over HTTP.
-- https://docs.postgrest.org/en/v12/references/transactions.html#response-headers
create or replace function hardal_private.set_response(status int, headers jsonb)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    select
        set_config('response.status', set_response.status::text, true),
        set_config(
            'response.headers',
            (
                select coalesce(jsonb_agg(jsonb_build_object(h.key, h.value)), '[]')::text
                from jsonb_each(set_response.headers) as h
            ),
            true
        )
$$;

comment on function hardal_private.set_response(int, jsonb) is
'Sets the status and the headers of the answer over HTTP';
