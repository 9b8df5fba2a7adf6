-- Brings a tenant's schemas to the template's text: runs the migrations that the tenant does not
-- have yet, once and in order, and then re-applies everything else whole.
--
-- The replace() in this function is the only place where a name enters SQL unquoted. It is safe,
-- because create_tenant accepts only names from an allow-list of characters.
create or replace function hardal_private.apply_template(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set check_function_bodies = off
as $$
declare
    -- the text is the repository's own, see above: @plpgsql_check_options: security_warnings = off
    v_role text := current_setting('role');
    v_body text;
    v_aside jsonb := '[]'::jsonb;
    v_dependents text;
begin
    perform set_config('role', 'hardal_owner', true);
    -- only a migration drops what a cohort may call
    if
        (select t.migration from hardal_private.tenants as t where t.name = apply_template.tenant)
        is distinct from (
            select max(f.path collate "C")
            from hardal_private.template_files as f
            where f.migration
        )
    then
        v_aside := hardal_private.set_cohorts_aside(tenant);
    end if;
    begin
        for v_body in
            select f.body
            from hardal_private.template_files as f
            cross join hardal_private.tenants as t
            where
                t.name = apply_template.tenant
                and (not f.migration or f.path collate "C" > t.migration)
            order by f.ordinal
        loop
            execute replace(v_body, 'template', tenant);
        end loop;
    exception when dependent_objects_still_exist then
        get stacked diagnostics v_dependents = pg_exception_detail;
        raise sqlstate 'HD409' using
            message = format(
                'something stands on what this version changes: %s',
                replace(v_dependents, E'\n', ', ')
            ),
            hint = 'drop what is not hardal''s of that, such as a model on a cohort, migrate, and '
                'make it again';
    end;
    perform hardal_private.put_cohorts_back(v_aside);

    perform hardal_private.drop_stale_functions(
        tenant || '__store',
        array(
            -- a function has the name of its file; the folders above the file do not matter
            select substring(f.path from '([^/]+)\.sql$')
            from hardal_private.template_files as f
            where f.path like 'functions/tenant/%'
        )
    );

    update hardal_private.tenants as t
    set
        migration = coalesce(
            (
                select max(f.path collate "C")
                from hardal_private.template_files as f
                where f.migration
            ),
            ''
        ),
        template_version = hardal_private.template_version()
    where t.name = apply_template.tenant;
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.apply_template(text) is
'Brings a tenant''s schemas up to date: its pending migrations, then all re-applied files';
