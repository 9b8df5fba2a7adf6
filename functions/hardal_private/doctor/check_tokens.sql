-- Reports tokens and keys that have expired and were never revoked: a backend may still send one.
-- A key that was made for a short time, such as that of a link to the page, is no backend's.
create or replace function hardal_private.check_tokens()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        case when t.digest is null then 'expired token' else 'expired key' end,
        format('%s of %s', to_jsonb(t.name), t.tenant),
        format('it ended %s', t.expires_at),
        'a backend that still sends it is refused, and its events with it',
        format(
            'hardal-admin %s revoke %s %s, where a successor is in use; else %1$s create',
            case when t.digest is null then 'token' else 'key' end,
            t.tenant,
            hardal_private.shell_quote(t.name)
        ),
        null
    )::hardal_private.finding
    from hardal_private.tokens as t
    where
        t.revoked_at is null
        and t.expires_at <= hardal_private.clock()
        and not hardal_private.is_spent_link(t)
$$;

comment on function hardal_private.check_tokens() is
'For doctor: tokens and keys that have expired and were not revoked';
