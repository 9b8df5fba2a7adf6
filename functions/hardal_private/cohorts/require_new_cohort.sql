-- Refuses a cohort that cannot be made, and returns the name of its view. The name is free while
-- the caller's transaction holds the tenant's lock (lock_tenant).
create or replace function hardal_private.require_new_cohort(
    tenant text, name text, description text
)
returns name
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_cohorts bigint;
    v_is_there boolean;
    v_taken name[];
begin
    if (name ~ '^[a-z][a-z0-9_]{0,39}$') is not true then
        raise sqlstate 'HD400' using
            message = format(
                '%s is no name of a cohort', coalesce(to_jsonb(left(name, 80))::text, 'null')
            ),
            hint = 'a name begins with a letter, and has 1 to 40 small letters, digits and _';
    end if;
    if length(description) > 1000 or description ~ '[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]' then
        raise sqlstate 'HD400' using
            message = 'the description is too long, or has a control character',
            hint = 'it may have 1,000 characters, with line breaks and tabs';
    end if;
    execute format(
        'select count(*), bool_or(c.name = $1) from %I.cohorts as c', tenant || '__store'
    ) into v_cohorts, v_is_there using name;
    if v_is_there then
        raise sqlstate 'HD409' using
            message = format('there is a cohort %s already', name),
            hint = 'choose another name, or drop that cohort first';
    end if;
    if v_cohorts >= 500 then
        raise sqlstate 'HD409' using
            message = format('%s has 500 cohorts', tenant),
            hint = 'drop one that nobody uses';
    end if;
    execute format('select %I.taken_names()', tenant || '__store') into v_taken;
    return hardal_private.free_name('cohort_' || name, v_taken);
end
$$;

comment on function hardal_private.require_new_cohort(text, text, text) is
'The name of the view that a new cohort gets; HD400 for a name or a description that is not '
'allowed, HD409 where the cohort is there already, or the tenant has 500';
