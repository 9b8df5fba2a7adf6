-- Comments on the row that a check of doctor returns, and that hardal-admin doctor prints. The type
-- is made in migrations/core/0001_registry.sql.
comment on type hardal_private.finding is 'A finding of one of doctor''s checks';
comment on column hardal_private.finding.level is
'wrong, or open; '
'open means a default or a setting that hardal does not change, and that you may want to change';
comment on column hardal_private.finding.name is 'The check';
comment on column hardal_private.finding.object is
'The role, grant, table or other thing that the finding is about';
comment on column hardal_private.finding.problem is 'What is wrong with the object';
comment on column hardal_private.finding.why is 'Why it matters';
comment on column hardal_private.finding.mend is 'The command or SQL that mends the object';
comment on column hardal_private.finding.fix is
'SQL that doctor --fix runs; null where a person should look first';
