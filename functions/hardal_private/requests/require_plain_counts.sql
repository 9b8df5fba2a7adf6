-- Refuses a report over HTTP for a key of the scope aggregate where it would show more than counts
-- of events and clients: such a key sees no value of a property, and no client.
create or replace function hardal_private.require_plain_counts(
    unit text, filter jsonb, cohort text, by text default null, property text default null
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if
        hardal_private.key_scope() = 'aggregate'
        and (
            unit is distinct from 'client' or filter is not null or cohort is not null
            or by is not null or property is not null
        )
    then
        raise sqlstate 'PT403' using
            message = 'a key of the scope aggregate sees no values of properties',
            hint = 'leave by, property, unit, filter and cohort out, '
                'or take a key of the scope read';
    end if;
end
$$;

comment on function hardal_private.require_plain_counts(text, jsonb, text, text, text) is
'PT403 for a key of the scope aggregate that asks for more than counts of events and clients';
