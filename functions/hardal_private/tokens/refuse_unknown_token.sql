-- Refuses a token name that no live token has. All callers refuse with the same message.
create or replace function hardal_private.refuse_unknown_token(tenant text, name text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    raise sqlstate 'HD404' using
        message = format(
            'the tenant %s has no live token named %s', tenant, to_jsonb(left(name, 80))
        ),
        hint = format('see hardal-admin token list %s', tenant);
end
$$;

comment on function hardal_private.refuse_unknown_token(text, text) is
'Raises HD404: the tenant has no live token of this name';
