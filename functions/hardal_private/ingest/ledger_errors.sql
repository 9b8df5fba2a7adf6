-- Why the ledger refused an event that is well in itself, in the shape of event_errors.
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
'The faults of an event whose id the ledger refused: id_conflict or erased';
