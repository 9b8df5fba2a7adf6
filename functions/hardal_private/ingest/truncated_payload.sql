-- Returns the part of an event that is kept where the event is too large: the first 8 KiB of its
-- text.
-- For an event that cannot be printed, the text holds only the fields that are strings or booleans.
-- The function is PL/pgSQL, because planning a CASE may print both branches beforehand (seen on
-- 18).
create or replace function hardal_private.truncated_payload(event jsonb)
returns bytea
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if hardal_private.is_printable(event) then
        return substr(convert_to(event::text, 'UTF8'), 1, 8192);
    end if;
    return substr(
        convert_to(
            (
                select coalesce(jsonb_object_agg(f.key, f.value), '{}')
                from jsonb_each(
                    case when jsonb_typeof(event) = 'object' then event else '{}' end
                ) as f
                where jsonb_typeof(f.value) in ('string', 'boolean')
            )::text,
            'UTF8'
        ),
        1, 8192
    );
end
$$;

comment on function hardal_private.truncated_payload(jsonb) is
'The first 8 KiB of an event''s text, as UTF-8; for an event that cannot be printed, '
'the text holds only its fields that are strings or booleans';
