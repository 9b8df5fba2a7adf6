-- Refuses a name that no live token, or no live key, has. All callers refuse with the same message.
create or replace function hardal_private.refuse_unknown_credential(
    tenant text, name text, is_key boolean
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_kind text := case when is_key then 'key' else 'token' end;
begin
    raise sqlstate 'HD404' using
        message = format(
            'the tenant %s has no live %s named %s', tenant, v_kind, to_jsonb(left(name, 80))
        ),
        hint = format('see hardal-admin %s list %s', v_kind, tenant);
end
$$;

comment on function hardal_private.refuse_unknown_credential(text, text, boolean) is
'Raises HD404: the tenant has no live token, or no live key, of this name';
