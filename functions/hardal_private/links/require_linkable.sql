-- Refuses a call that names an id which can stand in no link: a generic one, or one that is no
-- client_id by the rules of events.
create or replace function hardal_private.require_linkable(name text, id text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(length(id), 0) not between 1 and 256 then
        raise sqlstate 'PT400' using
            message = format('%s has 1 to 256 characters', require_linkable.name),
            hint = 'send it as the events of this client have it';
    elsif hardal_private.is_generic_id(id) then
        raise sqlstate 'PT400' using
            message = format(
                '%s is the generic id %s', require_linkable.name, to_json(left(id, 80))
            ),
            detail = 'generic_id',
            hint = 'many clients send it, and a link with it would make one person of them all: '
            'link when the client has an id of its own';
    end if;
end
$$;

comment on function hardal_private.require_linkable(text, text) is
'PT400 where an id can stand in no link: it is generic (detail generic_id), empty or too long';
