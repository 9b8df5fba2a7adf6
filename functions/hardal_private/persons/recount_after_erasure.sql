-- Counts the next marked period anew, in a transaction of its own, as a part of an erasure.
--
-- The erasure keeps its own place (after). It does not use the place that maintenance keeps in the
-- store. Otherwise a maintenance that counts other periods meanwhile would make the erasure skip a
-- period.
create or replace function hardal_private.recount_after_erasure(tenant text, after jsonb)
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
            execute format('select %I.recount_next_marked($1, false)', tenant || '__store')
            into v_next using after;
            exit;
        exception when lock_not_available then
            -- a partition came or went meanwhile: see count_period
            if v_try = 5 then
                raise;
            end if;
        end;
    end loop;
    return v_next;
end
$$;

comment on function hardal_private.recount_after_erasure(text, jsonb) is
'Counts anew a tenant''s first marked period behind `after`, and returns this period; '
'{} is before the first period; null where none is left';
