-- Refuses a cohort that a tenant does not have, and names the nearest. Returns its row.
create or replace function hardal_private.require_cohort(
    tenant text,
    name text,
    out view_name name,
    out unit text,
    out definition jsonb,
    out query text,
    out is_static boolean,
    out description text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_known text[];
    v_found boolean;
begin
    execute format(
        'select true, c.view_name, c.unit, c.definition, c.query, c.is_static, c.description
        from %I.cohorts as c
        where c.name = $1',
        tenant || '__store'
    ) into v_found, view_name, unit, definition, query, is_static, description
    using require_cohort.name;
    if v_found then
        return;
    end if;
    execute format('select array(select c.name from %I.cohorts as c)', tenant || '__store')
    into v_known;
    raise sqlstate 'HD404' using
        message = format(
            'there is no cohort %s', coalesce(to_jsonb(left(require_cohort.name, 80))::text, 'null')
        ),
        hint = concat(
            'did you mean '
            || to_json(hardal_helpers.nearest(require_cohort.name, v_known))::text || '? ',
            'see hardal-admin cohort list'
        );
end
$$;

comment on function hardal_private.require_cohort(text, text) is
'The row of a tenant''s cohort, without its name; HD404, which names the nearest, where there is '
'none';
