-- Reports logical replication of hardal's tables. A publication gives every event to its
-- subscribers, and a subscription writes past the rules of ingest. Either may be meant.
create or replace function hardal_private.check_replication()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select n.oid as schema, c.oid
        from hardal_private.own_schemas() as n
        left join pg_class as c on n.oid = c.relnamespace and c.relkind in ('r', 'p')
    )

    select (
        'open',
        'publication',
        format('publication %I', p.pubname),
        format(
            'it publishes %s',
            case
                when p.puballtables then 'all tables'
                else 'tables of ' || string_agg(distinct quote_ident(n.nspname), ', ')
            end
        ),
        'a subscriber gets the events of every tenant in it; '
        'an erasure reaches the subscriber only where DELETE is published',
        format(
            'where it is not meant, look who subscribes, then: drop publication %I', p.pubname
        ),
        null
    )::hardal_private.finding
    from pg_publication as p
    left join pg_publication_rel as r on p.oid = r.prpubid
    left join pg_publication_namespace as s on p.oid = s.pnpubid
    inner join ours as o on p.puballtables or r.prrelid = o.oid or s.pnnspid = o.schema
    inner join pg_namespace as n on o.schema = n.oid
    group by p.pubname, p.puballtables
    union all
    select (
        'open',
        'subscription',
        format('subscription %I', s.subname),
        format('it writes to %s', string_agg(r.srrelid::regclass::text, ', ')),
        'its rows come in past every rule of ingest',
        'look where it comes from, and whether it is meant',
        null
    )::hardal_private.finding
    from pg_subscription as s
    inner join pg_subscription_rel as r on s.oid = r.srsubid
    inner join ours as o on r.srrelid = o.oid
    group by s.subname
$$;

comment on function hardal_private.check_replication() is
'For doctor: publications that hold hardal''s tables, and subscriptions that write to them';
