-- Reads a request of Amplitude's HTTP V2 API. It has no time of sending.
create or replace function hardal_private.read_amplitude(
    document jsonb, out rows jsonb, out key text
)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        case when jsonb_typeof(document -> 'events') = 'array' then document -> 'events' end,
        document ->> 'api_key'
$$;

comment on function hardal_private.read_amplitude(jsonb) is
'rows: the events of a request of Amplitude; null where it is none; key: its api_key';
