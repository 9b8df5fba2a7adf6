-- Returns the row of a PSQL URL, or refuses a name that no PSQL URL has. All callers refuse with
-- the same message.
create or replace function hardal_private.require_url(tenant text, name text)
returns hardal_private.urls
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls;
begin
    perform hardal_private.require_tenant(tenant);
    select u.* into v_url
    from hardal_private.urls as u
    where u.tenant = require_url.tenant and u.name = require_url.name;
    if v_url.role is null then
        raise sqlstate 'HD404' using
            message = format(
                'the tenant %s has no PSQL URL named %s', tenant, to_jsonb(left(name, 80))
            ),
            hint = format('see hardal-admin url list %s', tenant);
    end if;
    return v_url;
end
$$;

comment on function hardal_private.require_url(text, text) is
'Returns a tenant''s PSQL URL by name; HD404 where there is none';
