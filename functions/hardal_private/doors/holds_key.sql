-- Tells whether a key of the registry stands in the text of a body, wherever. Some SDKs have the
-- key in the body, and a body of 20 MiB can take gigabytes once it is parsed. So a body without any
-- key is not parsed. Which key counts is known only then: see serve_door.
create or replace function hardal_private.holds_key(body text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from (
            select distinct m.found[1] as key
            from regexp_matches(holds_key.body, 'hk_[0-9A-Za-z]{32}', 'g') as m (found)
            limit 100
        ) as k
        inner join hardal_private.tokens as t on t.digest = hardal_private.key_digest(k.key)
    )
$$;

comment on function hardal_private.holds_key(text) is
'Whether one of the first 100 keys in a text stands in the registry';
