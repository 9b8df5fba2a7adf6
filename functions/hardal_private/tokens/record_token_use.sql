-- Records the hour in which a token was last used. Requests do not wait for each other here: a
-- request that finds the row locked goes on without the update.
create or replace function hardal_private.record_token_use(jti uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update hardal_private.tokens as t
    set used_at = date_trunc('hour', now())
    where t.jti = (
        select k.jti
        from hardal_private.tokens as k
        where k.jti = record_token_use.jti
        for no key update skip locked
    );
end
$$;

comment on function hardal_private.record_token_use(uuid) is
'Sets a token''s used_at to the current hour, unless another request is doing so';
