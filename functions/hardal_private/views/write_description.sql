-- Writes the description of an event, or of one of its properties, with the rights of the owner.
-- The audit log gets no name of an event or property: it outlives an erasure, and a client chooses
-- these names.
create or replace function hardal_private.write_description(
    tenant text, event_name text, property text, description text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_did jsonb;
begin
    if event_name is null then
        raise sqlstate 'HD400' using
            message = 'event_name is required',
            hint = 'event_catalog has the names that there are';
    end if;
    if length(description) > 1000 then
        raise sqlstate 'HD400' using
            message = format('the description has %s characters', length(description)),
            hint = 'it may have 1,000';
    end if;
    if description ~ '[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]' then
        raise sqlstate 'HD400' using
            message = 'the description has a control character',
            hint = 'of these it may have line breaks and tabs';
    end if;
    perform hardal_private.lock_tenant(tenant, true);
    execute format('select %I.describe($1, $2, $3)', tenant || '__store')
    into v_did using event_name, property, description;
    perform hardal_private.audit(
        case
            when v_did ->> 'description' is null then 'description.remove'
            else 'description.write'
        end,
        tenant
    );
    return v_did;
end
$$;

comment on function hardal_private.write_description(text, text, text, text) is
'Writes or removes (empty) the description of an event, or of a property where one is named, and '
'returns it; HD400 where it is too long, HD404 where there is no such event or property, 55P03 '
'where maintenance or an erasure holds the tenant';
