-- Returns one value that stands for the template's whole text. A tenant's row keeps the value of
-- the text that the tenant's schemas were last made from.
create or replace function hardal_private.template_version()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select encode(
        sha256(
            convert_to(coalesce(string_agg(f.path || f.body, '' order by f.ordinal), ''), 'UTF8')
        ),
        'hex'
    )
    from hardal_private.template_files as f
$$;

comment on function hardal_private.template_version() is
'SHA-256 of the template''s whole text, in hexadecimal; '
'a tenant whose row has another value has to be brought up to date';
