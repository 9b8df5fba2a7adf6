-- Returns the results of a request to PostHog's newer path: ok for each uuid, or a warning with the
-- reasons for an event that is in quarantine. A warning is final for the SDK.
create or replace function hardal_private.posthog_results(outcome jsonb)
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        jsonb_object_agg(
            u.uuid #>> '{}',
            case
                when f.details is null then '{"result": "ok"}'
                else jsonb_build_object('result', 'warning', 'details', f.details)
            end
        ),
        '{}'
    )
    from jsonb_array_elements(outcome -> 'ids') with ordinality as u (uuid, place)
    left join (
        select
            (e.value ->> 'index')::bigint + 1 as place,
            string_agg(e.value ->> 'message', '; ' order by e.ordinality) as details
        from jsonb_array_elements(outcome -> 'errors') with ordinality as e
        group by (e.value ->> 'index')::bigint
    ) as f on u.place = f.place
    where jsonb_typeof(u.uuid) = 'string'
$$;

comment on function hardal_private.posthog_results(jsonb) is
'The result of each event of a request to PostHog''s newer path, by its uuid';
