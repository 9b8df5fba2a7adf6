-- Refuses to make, rotate or revoke a PSQL URL over HTTP where the DBA has turned self-service off,
-- and always for the scope model: it may make tables, which a DBA gives out.
create or replace function hardal_private.require_self_service(scope text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not hardal_private.self_service() then
        raise sqlstate 'PT403' using
            message = 'self-service is off',
            hint = 'whoever runs this server makes PSQL URLs (hardal-admin url), '
                'or turns it on: hardal-admin migrate --self-service';
    end if;
    if scope = 'model' then
        raise sqlstate 'PT403' using
            message = 'a PSQL URL of the scope model is not managed over HTTP',
            hint = 'whoever runs this server does it: hardal-admin url';
    end if;
end
$$;

comment on function hardal_private.require_self_service(text) is
'PT403 where self-service is off, and for a PSQL URL of the scope model';
