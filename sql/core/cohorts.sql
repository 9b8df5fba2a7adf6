-- Comments on the types of cohorts, and the right of hardal_read to use these types.
comment on type hardal.cohort is 'A cohort: a named set of units';
comment on column hardal.cohort.name is 'The cohort''s name, for the argument cohort of a report';
comment on column hardal.cohort.view_name is
'The view that has its units, for queries through a PSQL URL';
comment on column hardal.cohort.unit is
'Of what the cohort is made: client, person, or a property of events';
comment on column hardal.cohort.is_static is
'True where the units are those of the day on which they were copied';
comment on column hardal.cohort.units is
'How many units a static cohort has; null for another one, which is not counted';
comment on column hardal.cohort.description is 'What people wrote about the cohort, or null';
comment on column hardal.cohort.definition is
'What the cohort was made from; null where it was a query';
comment on column hardal.cohort.created_at is 'When the cohort was made';

comment on type hardal.cohort_unit is 'A unit of a cohort';
comment on column hardal.cohort_unit.unit_id is 'The client, the person, or the property''s value';

grant usage on type hardal.cohort, hardal.cohort_unit to hardal_read;
