-- Returns the state of a PSQL URL at this moment. The states are defined here.
create or replace function hardal_private.url_state(url hardal_private.urls)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when url.revoked_at is not null then 'being revoked'
        when url.expires_at <= hardal_private.clock() then 'expired'
        when not hardal_private.may_log_in(url) then 'suspended'
        else 'live'
    end
$$;

comment on function hardal_private.url_state(hardal_private.urls) is
'Returns live, suspended (the tenant is suspended), expired or being revoked';
