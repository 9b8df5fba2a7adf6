-- Returns what the errors of a rejected event contain where it was rejected for a reason.
create or replace function hardal_private.reason_pattern(code text, field text)
returns jsonb
language sql
immutable
return jsonb_build_array(
    case when code is null then '{}' else jsonb_build_object('code', code) end
    || case when field is null then '{}' else jsonb_build_object('field', nullif(field, '')) end
);

comment on function hardal_private.reason_pattern(text, text) is
'For errors @> pattern: an error with this code and this field, where an empty field is that of '
'the event as a whole; a null filters nothing';
