-- Tells the DBA, by notices, what an erasure has left because it may not change it. They have a
-- code of their own, by which hardal-admin tells them from the notices of progress.
create or replace function hardal_private.report_remains(
    tenant text, client_ids text[], request_id text, properties jsonb
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_named text;
begin
    select string_agg(n.name, ', ') into v_named
    from hardal_private.forget_names(tenant, client_ids, request_id, properties) as n (name);
    -- forget_names has set the role; a cohort may have been copied since the erasure began
    execute format('select %I.erase_cohort_units($1, $2, $3)', tenant || '__store')
    using client_ids, request_id, properties;
    if v_named is not null then
        raise notice 'named after the person, and still there: %', v_named
            using errcode = '01H01';
    end if;
    select string_agg(d.name, ', ') into v_named
    from hardal_private.definitions_naming(tenant, client_ids, request_id, properties) as d (name);
    if v_named is not null then
        raise notice 'names or asks for the person, and still there: %', v_named
            using errcode = '01H01';
    end if;
    if to_regnamespace(tenant || '__models') is not null then
        raise notice 'tables in %__models may hold copies: make them anew', tenant
            using errcode = '01H01';
    end if;
end
$$;

comment on function hardal_private.report_remains(text, text[], text, jsonb) is
'Raises a notice (01H01) for each kind of data on a person that an erasure may have left';
