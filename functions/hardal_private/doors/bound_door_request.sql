-- Bounds the time of a request to a door: as long as a write of the tenant may take, where the key
-- is in the headers, else as long as a write may take by default.
create or replace function hardal_private.bound_door_request()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant text := (
        select t.tenant
        from hardal_private.tokens as t
        where t.digest = hardal_private.key_digest(hardal_private.door_key())
    );
begin
    perform
        set_config(
            'statement_timeout',
            (hardal_private.tenant_limits(v_tenant)).write_timeout::text,
            true
        ),
        set_config('idle_in_transaction_session_timeout', '30s', true);
end
$$;

comment on function hardal_private.bound_door_request() is
'Sets the timeouts of a request to a door';
