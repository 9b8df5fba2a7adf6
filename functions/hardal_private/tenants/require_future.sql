-- Refuses an expiry that is not in the future, or infinite. Null means no expiry.
create or replace function hardal_private.require_future(expires_at timestamptz)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if expires_at <= hardal_private.clock() or not isfinite(expires_at) then
        raise sqlstate 'HD400' using
            message = format('the end named, %s, is not in the future', expires_at),
            hint = 'name a time; for a PSQL URL without an end, name none';
    end if;
end
$$;

comment on function hardal_private.require_future(timestamptz) is
'Refuses with HD400 an expiry that is not in the future, or infinite; null means no expiry';
