-- Returns a JSON object without its members that are null. Few objects have one, so the function is
-- made to be inlined: it looks for one first.
create or replace function hardal_private.without_nulls(source jsonb)
returns jsonb
language sql
stable
parallel safe
return case
    when jsonb_path_exists(source, 'strict $.* ? (@ == null)')
        then hardal_private.drop_nulls(source)
    else source
end;

comment on function hardal_private.without_nulls(jsonb) is
'What drop_nulls returns, faster where no member is null';
