-- What cohorts over HTTP return.
create type hardal.cohort as (
    name text,
    view_name text,
    unit text,
    is_static boolean,
    units bigint,
    description text,
    definition jsonb,
    created_at timestamptz
);

create type hardal.cohort_unit as (
    unit_id text
);
