-- Refuses a pin whose arguments are wrong, before any view is read: the event's name, the property,
-- and the column's name and type where they are given.
create or replace function hardal_private.require_pin(
    event_name text, property text, column_name text, column_type text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fault jsonb := hardal_private.event_errors(
        jsonb_build_object('event_name', event_name), '-infinity', 'infinity', 262144
    );
begin
    if v_fault is not null then
        raise sqlstate 'HD400' using
            message = format(
                '%s is no name of an event: %s',
                to_jsonb(left(event_name, 80)), v_fault #>> '{0,message}'
            ),
            hint = 'event_catalog has those that there are';
    end if;
    if octet_length(property) > 200 then
        raise sqlstate 'HD400' using
            message = format('%s... is no property that could get a column', left(property, 80)),
            hint = 'a path has at most 200 bytes: property_catalog has those that there are';
    end if;
    perform hardal_private.require_plain_name(column_name, 'column');
    if column_type <> all (hardal_private.pinnable_types()) then
        raise sqlstate 'HD400' using
            message = format('%s is no type of a column', to_jsonb(column_type)),
            hint = format('take one of %s', array_to_string(hardal_private.pinnable_types(), ', '));
    end if;
end
$$;

comment on function hardal_private.require_pin(text, text, text, text) is
'Refuses with HD400 a wrong event name, property, column name or type; '
'null means that the name or type is not pinned';
