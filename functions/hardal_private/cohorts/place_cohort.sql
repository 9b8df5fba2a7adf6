-- Makes a cohort from the text of a query that returns unit_id, with the rights of the owner: its
-- row, its view and, where it is static, its units. The caller holds the tenant's lock.
create or replace function hardal_private.place_cohort(
    tenant text,
    name text,
    view_name name,
    unit text,
    definition jsonb,
    query text,
    is_static boolean,
    description text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- cohort_query has made the text, or PostgreSQL has printed it as that of one view:
    -- @plpgsql_check_options: security_warnings = off
    v_view constant text := format('%I.%I', tenant, view_name);
    v_source constant text := hardal_private.cohort_source(tenant, name);
    v_description constant text := nullif(btrim(description, E' \t\r\n'), '');
    v_units bigint;
begin
    execute format(
        'insert into %I.cohorts (name, view_name, unit, definition, query, is_static, description)
        values ($1, $2, $3, $4, $5, $6, $7)',
        tenant || '__store'
    ) using name, view_name, unit, definition, query, is_static, v_description;
    if is_static then
        execute format(
            'create view %1$s with (security_invoker = true) as %2$s;
            comment on view %1$s is %3$L; comment on column %1$s.unit_id is %4$L',
            v_source,
            query,
            format('The query of the static cohort %s, which cohort refresh runs', name),
            'A unit'
        );
        perform hardal_private.copy_cohort(tenant, name, unit);
    end if;
    execute format(
        'create view %s with (security_invoker = true) as %s',
        v_view,
        case
            when is_static and unit = 'person' then format(
                'select distinct coalesce(i.person_id, u.unit_id) as unit_id
                from %1$I.cohort_units as u
                left join %1$I.identities as i on u.unit_id = i.client_id
                where u.cohort = %2$L',
                tenant,
                name
            )
            when is_static then format(
                'select u.unit_id from %I.cohort_units as u where u.cohort = %L', tenant, name
            )
            else query
        end
    );
    perform hardal_private.require_sound_query(tenant, v_view::regclass);
    execute format('grant select on %s to %I', v_view, tenant || '__read');
    execute format(
        'comment on view %s is %L',
        v_view,
        concat_ws(
            E'\n',
            v_description,
            format(
                'The cohort %s%s: the unit is %s',
                name,
                case when is_static then ', as it was when it was made' end,
                unit
            )
        )
    );
    execute format(
        'comment on column %s.unit_id is %L',
        v_view,
        case unit
            when 'client' then 'The client_id'
            when 'person' then 'The person_id, as identities has it'
            else format('The property %s', unit)
        end
    );
    if is_static then
        execute format('select count(*) from %s', v_view) into v_units;
    end if;
    perform hardal_private.audit('cohort.create', tenant, name);
    return jsonb_build_object(
        'name', name,
        'view_name', view_name,
        'unit', unit,
        'is_static', is_static,
        'description', v_description,
        'units', v_units
    );
end
$$;

comment on function hardal_private.place_cohort(
    text, text, name, text, jsonb, text, boolean, text
) is
'Makes a cohort from the text of a query, and describes it; units is null where it is not static; '
'HD403 where the query reads what the tenant''s readers may not read';
