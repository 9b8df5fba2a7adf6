-- Pins the name and type of a property's column, for hardal-admin views pin. A new name is given in
-- place, and objects that depend on the view keep working. A new type needs the view to be made
-- again, which is refused where an object depends on it.
create or replace function hardal_private.pin_column(
    tenant text,
    event_name text,
    property text,
    column_name text default null,
    column_type text default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
    v_did jsonb;
    v_dependents text;
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_pin(event_name, property, column_name, column_type);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    begin
        execute format('select %I.pin_column($1, $2, $3, $4)', tenant || '__store')
        into v_did using event_name, property, column_name, column_type;
    exception when dependent_objects_still_exist then
        get stacked diagnostics v_dependents = pg_exception_detail;
        raise sqlstate 'HD409' using
            message = format(
                'the type cannot be changed, because something stands on the view: %s', v_dependents
            ),
            hint = 'drop that, pin the column, and make it again; '
            'or take the column that has the other type';
    end;
    -- the log outlives an erasure, so it has no name that a client chose
    perform hardal_private.audit(
        'view.pin', tenant, column_name, jsonb_build_object('column_type', v_did -> 'column_type')
    );
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.pin_column(text, text, text, text, text) is
'Fixes the name and type of a property''s column and returns the column as it is then; '
'HD400 where an argument is wrong, '
'HD404 where property_catalog does not have the property, '
'HD409 where an object depends on the view or the name is taken';
