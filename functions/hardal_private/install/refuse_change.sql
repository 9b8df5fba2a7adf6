-- Refuses every change of an entry in the audit log. New entries are allowed.
create or replace function hardal_private.refuse_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise sqlstate 'HD403' using
        message = format('%s.%s is appended to, never changed', tg_table_schema, tg_table_name),
        hint = 'who must change it all the same drops the trigger, '
            'and hardal-admin doctor says that it is gone';
end
$$;

comment on function hardal_private.refuse_change() is
'Trigger function: refuses UPDATE, DELETE and TRUNCATE with HD403';
