-- Refuses the scope manage over HTTP: a key that ends must not be able to make one that does not.
create or replace function hardal_private.require_given_scope(scope text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if scope = 'manage' then
        raise sqlstate 'PT403' using
            message = 'a key of the scope manage is not made over HTTP',
            hint = 'whoever runs this server makes it: hardal-admin key create --scope manage';
    end if;
end
$$;

comment on function hardal_private.require_given_scope(text) is
'PT403 for the scope manage, of which no key is made over HTTP';
