-- The types of trend and of the catalogue's overviews, and descriptions in the catalogs. Names and
-- types are a promise to clients; new columns come at the end.
create type hardal.trend_point as (
    starts_at timestamp,
    event_name text,
    value text,
    is_other boolean,
    count bigint,
    previous bigint
);

create type hardal.event_overview as (
    event_name text,
    events bigint,
    first_seen timestamptz,
    last_seen timestamptz,
    view_name text,
    description text,
    daily bigint array
);

create type hardal.property_overview as (
    property text,
    events bigint,
    share numeric,
    first_seen timestamptz,
    last_seen timestamptz,
    strings bigint,
    numbers bigint,
    booleans bigint,
    objects bigint,
    arrays bigint,
    nulls bigint,
    examples text array,
    column_names text array,
    column_types text array,
    description text
);

alter type hardal.event_catalog add attribute description text;
alter type hardal.property_catalog add attribute description text;

-- its result got the description
drop function if exists hardal_private.list_view_columns(text);
