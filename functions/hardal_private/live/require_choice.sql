-- Refuses a replay or a discard that does not say which events it is for, or says it twice.
create or replace function hardal_private.require_choice(ids uuid[], filtered boolean)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_helpers.require_argument(
        (ids is null) = filtered,
        'the events are chosen either by ids or by code, field and event_name',
        'send {"ids": [...]}, or one or more of code, field and event_name'
    );
    perform hardal_helpers.require_argument(
        coalesce(cardinality(ids), 0) <= 1000,
        'ids are at most 1000',
        'send them in several requests'
    );
end
$$;

comment on function hardal_private.require_choice(uuid[], boolean) is
'PT400 where rejected events are chosen neither by ids nor by a filter, by both, or by more than '
'1000 ids';
