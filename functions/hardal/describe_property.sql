-- Writes what people should know about a property of an event, over HTTP:
-- POST /rpc/describe_property
-- {"event_name": "purchase", "property": "price", "description": "With tax"}.
create or replace function hardal.describe_property(
    event_name text, property text, description text
)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    perform hardal_private.require_plain_statement();
    if property is null then
        raise sqlstate 'PT400' using
            message = 'property is required',
            hint = 'property_catalog lists them, such as nested_data.category';
    end if;
    return hardal_private.describe_by_request(event_name, property, description);
exception when query_canceled then
    perform hardal_private.refuse_overtime();
    return null;
end
$$;

comment on function hardal.describe_property(text, text, text) is
'Writes the description of a property, at most 1,000 characters, or removes it where it is empty; '
'it is shown in property_catalog and as the comment of the columns in the typed view. PT400 for a '
'wrong argument, PT404 where the events have no such property, PT409 where maintenance holds the '
'tenant';
grant execute on function hardal.describe_property(text, text, text) to hardal_manage;
