-- Refuses a cohort whose view may not be read. cohort_fault tells why that is.
create or replace function hardal_private.require_sound_query(tenant text, view regclass)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fault constant text := hardal_private.cohort_fault(tenant, view);
begin
    if v_fault is not null then
        raise sqlstate 'HD403' using
            message = format('the cohort cannot be made of this query: %s', v_fault),
            hint = 'it may read the tenant''s views, and call its reports and functions of '
                'PostgreSQL that are not volatile';
    end if;
end
$$;

comment on function hardal_private.require_sound_query(text, regclass) is
'Refuses a cohort''s view with HD403 where cohort_fault finds a fault in it';
