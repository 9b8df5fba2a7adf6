-- Makes the views again that set_cohorts_aside has dropped. Where a view's query does not run any
-- more, a notice says so, and migrate goes on: doctor tells which cohort has no view.
create or replace function hardal_private.put_cohorts_back(aside jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- PostgreSQL has printed the texts: @plpgsql_check_options: security_warnings = off
    v_cohort jsonb;
begin
    -- what another cohort reads was dropped after it, and comes back before it
    for v_cohort in
        select c.value
        from jsonb_array_elements(aside) with ordinality as c (value, place)
        order by c.place desc
    loop
        begin
            execute format(
                'create view %s with (security_invoker = true) as %s',
                v_cohort ->> 'view',
                v_cohort ->> 'query'
            );
            execute coalesce(v_cohort ->> 'grants', '');
            execute format(
                'comment on view %1$s is %2$L; comment on column %1$s.unit_id is %3$L',
                v_cohort ->> 'view',
                v_cohort -> 'comments' ->> 0,
                v_cohort -> 'comments' ->> 1
            );
        exception when others then
            raise notice 'the query of the cohort % does not run any more: %',
                v_cohort ->> 'cohort', sqlerrm;
        end;
    end loop;
end
$$;

comment on function hardal_private.put_cohorts_back(jsonb) is
'Makes the views of cohorts again that set_cohorts_aside has dropped';
