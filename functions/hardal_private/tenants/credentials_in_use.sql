-- Returns a tenant's keys and tokens, and its PSQL URLs, with the time when each was last used, for
-- hardal.usage. Of those that have ended, only those that were used in the last days.
create or replace function hardal_private.credentials_in_use(tenant text, days int)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'keys',
        (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'kind', k.kind,
                        'name', k.name,
                        'scope', k.scope,
                        'state', k.state,
                        'created_at', k.created_at,
                        'expires_at', k.expires_at,
                        'used_at', k.used_at
                    )
                    order by k.used_at desc nulls last, k.name
                ),
                '[]'
            )
            from (
                select
                    t.*,
                    case when t.digest is null then 'token' else 'key' end as kind,
                    hardal_private.token_state(t) as state
                from hardal_private.tokens as t
                where t.tenant = credentials_in_use.tenant
            ) as k
            where
                k.state in ('live', 'ending')
                or k.used_at >= hardal_private.clock() - make_interval(days => days)
        ),
        'urls',
        (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'name', u.name,
                        'scope', u.scope,
                        'state', hardal_private.url_state(u),
                        'created_at', u.created_at,
                        'expires_at', u.expires_at,
                        'seen_at', u.seen_at,
                        'connections', u.connections,
                        'connections_now',
                        (
                            select count(*)
                            from pg_stat_get_activity(null) as a
                            where a.usesysid = to_regrole(quote_ident(u.role))
                        )
                    )
                    order by u.seen_at desc nulls last, u.name
                ),
                '[]'
            )
            from hardal_private.urls as u
            where u.tenant = credentials_in_use.tenant
        )
    )
$$;

comment on function hardal_private.credentials_in_use(text, int) is
'Returns {"keys", "urls"}: a tenant''s keys and tokens, and its PSQL URLs, each with its last use';
