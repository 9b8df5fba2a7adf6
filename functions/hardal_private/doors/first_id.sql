-- Returns the first of two values that is given. A number becomes a string, because ids are
-- strings. Other values stay as they are: the rules reject them. The function is inlined where its
-- arguments are columns, or fields of a column.
-- hardal_admin/mappings/parts.py has the same rule for imports.
create or replace function hardal_private.first_id(one jsonb, other jsonb)
returns jsonb
language sql
stable
parallel safe
return case
    when jsonb_typeof(one) = 'string' and one <> '""' then one
    when hardal_private.is_given(one)
        then coalesce(to_jsonb(hardal_private.id_text(one)), one)
    when hardal_private.is_given(other)
        then coalesce(to_jsonb(hardal_private.id_text(other)), other)
end;

comment on function hardal_private.first_id(jsonb, jsonb) is
'The first of two JSON values that is neither absent, null nor empty; a number as a string';
