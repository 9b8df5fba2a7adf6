-- A part of an erasure: the next marked period is counted anew, in a transaction of its own. Where it is, the erasure keeps by
-- itself, and not with the tenant: a maintenance that counts others meanwhile must not make it leave one out.
create or replace function hardal_private.recount_marked(tenant text, after jsonb)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_next jsonb;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    for v_try in 1..5 loop
        begin
            execute format('select %I.recount_next($1, false)', tenant || '__store') into v_next using after;
            exit;
        exception when lock_not_available then
            -- a partition came or went meanwhile
            if v_try = 5 then
                raise;
            end if;
        end;
    end loop;
    return v_next;
end
$$;

comment on function hardal_private.recount_marked(text, jsonb) is
'Counts the first marked period of a tenant behind this one anew ({} is the beginning), and says which it was; null where there is none';
