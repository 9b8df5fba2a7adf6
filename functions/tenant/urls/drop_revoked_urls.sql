-- A step of maintenance: drops the logins of PSQL URLs that were revoked over HTTP, where no second
-- call of hardal.revoke_url has done so. Only self-service lets hardal_owner drop a login. One that
-- owns objects in another database is left to the tool, which says so.
create or replace function template__store.drop_revoked_urls(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls;
    v_dropped text[] := array[]::text[];
begin
    if not hardal_private.self_service() then
        return null;
    end if;
    for v_url in
        select u.*
        from hardal_private.urls as u
        where
            u.tenant = 'template'
            and u.scope <> 'model'
            and u.revoked_at < hardal_private.clock() - interval '1 minute'
        order by u.name
    loop
        begin
            if not dry then
                perform hardal_private.revoke_url_finish(v_url.tenant, v_url.name);
            end if;
            v_dropped := v_dropped || v_url.name;
        exception when dependent_objects_still_exist or sqlstate 'HD403' or sqlstate 'HD404' then
            null; -- doctor tells what stays
        end;
    end loop;
    return (
        select jsonb_build_object(
            'what', 'logins of revoked PSQL URLs dropped',
            'object', array_to_string(v_dropped, ', '),
            'count', cardinality(v_dropped)
        )
        where v_dropped <> '{}'
    );
end
$$;

comment on function template__store.drop_revoked_urls(boolean) is
'A step of maintenance: drops the logins of PSQL URLs that were revoked more than a minute ago; '
'dry: only names them. Returns a line of the report; null where there is none';
