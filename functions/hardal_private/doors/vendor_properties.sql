-- Returns the properties of an event of another system: its own properties at the top, and the rest
-- of the row below the system's name, such as $segment.
-- hardal_admin/mappings/parts.py has the same rule for imports.
create or replace function hardal_private.vendor_properties(name text, own jsonb, rest jsonb)
returns jsonb
language sql
stable
parallel safe
return case
    when jsonb_typeof(own) is distinct from 'object' then jsonb_build_object(name, rest)
    when own ? name -- the event has a property of that name
        then own || jsonb_build_object(name, rest || jsonb_build_object('properties', own))
    else own || jsonb_build_object(name, rest)
end;

comment on function hardal_private.vendor_properties(text, jsonb, jsonb) is
'Properties of an event of another system: its own, and the rest of the row below this name';
