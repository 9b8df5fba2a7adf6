-- Returns the expression of an event's unit, for the texts of queries of the reports: what they
-- count. unit is client, person, or a property of these events (null: of any event). e is the event
-- there, and i its row of identities. The expression is null for an event without a unit.
create or replace function hardal_helpers.unit_expression(
    tenant text, event_names text[], unit text, since timestamptz, until timestamptz
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_helpers.require_argument(
        unit <> '', 'unit is required', 'client, person, or a property such as account_id'
    );
    return case
        when unit = 'client' then 'e.client_id'
        when unit = 'person' then 'coalesce(i.person_id, e.client_id)'
        else hardal_helpers.value_expression(
            hardal_helpers.find_property(tenant, event_names, unit, since, until)
        )
    end;
end
$$;

comment on function hardal_helpers.unit_expression(
    text, text[], text, timestamptz, timestamptz
) is
'For the reports: the expression of an event''s unit (client, person, or a property), with the '
'event as e and its row of identities as i; PT400 where none of the events has the property';
grant execute on function hardal_helpers.unit_expression(
    text, text[], text, timestamptz, timestamptz
) to public;
