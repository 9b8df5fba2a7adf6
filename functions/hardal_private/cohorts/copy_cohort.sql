-- Copies the units of a query into cohort_units, for a static cohort. Of a person all client ids
-- are copied, so that the person stays in the cohort when a link is undone.
--
-- The query is that of the view cohort_source. cohort_fault looks at it before it runs.
create or replace function hardal_private.copy_cohort(tenant text, name text, unit text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted: @plpgsql_check_options: security_warnings = off
    v_view constant text := hardal_private.cohort_source(tenant, name);
    v_fault text;
begin
    if to_regclass(v_view) is null then
        raise sqlstate 'HD409' using
            message = 'the query of the cohort does not run any more: its view is not there',
            hint = 'its units stay as they are; to change the query, drop the cohort and make it '
                'again';
    end if;
    perform hardal_private.require_sound_query(tenant, v_view::regclass);
    begin
        execute format(
            'insert into %I.cohort_units (cohort, unit_id)
            select distinct $1, v.unit_id
            from %s as v',
            tenant || '__store',
            v_view
        ) using name;
    exception
        when
            data_exception or cardinality_violation or syntax_error_or_access_rule_violation
            or feature_not_supported or program_limit_exceeded
            then
            get stacked diagnostics v_fault = message_text;
            raise sqlstate 'HD409' using
                message = format('the query cannot be used: %s', v_fault),
                hint = 'it was run to copy its units, and failed: mend it, or make another cohort';
    end;
    if unit = 'person' then
        execute format(
            'insert into %1$I.cohort_units (cohort, unit_id)
            select $1, i.client_id
            from %1$I.cohort_units as u
            inner join %1$I.identities as i on u.unit_id = i.person_id
            where u.cohort = $1
            on conflict do nothing',
            tenant || '__store'
        ) using name;
    end if;
end
$$;

comment on function hardal_private.copy_cohort(text, text, text) is
'Copies the units of a static cohort into cohort_units; HD403 where its query reads what the '
'tenant''s readers may not read, HD409 where it does not run any more';
