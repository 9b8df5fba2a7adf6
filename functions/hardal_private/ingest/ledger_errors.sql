-- Returns the error of an event that breaks no rule of its own and is rejected because of its id in
-- the ledger. The error has the form that event_errors returns.
create or replace function hardal_private.ledger_errors(outcome text)
returns jsonb
language sql
immutable
parallel safe
return jsonb_build_array(jsonb_build_object(
    'field', 'id',
    'code', outcome,
    'message', case outcome
        when 'id_conflict' then 'an event with this id and other content is here already'
        when 'erased' then 'an event with this id was erased and is not taken again'
    end
));

comment on function hardal_private.ledger_errors(text) is
'The error of an event that is rejected because of its id in the ledger, '
'for the outcome id_conflict or erased, as an array of field, code and message';
