-- Reports tables that hang on hardal's tables: foreign keys that point to them, and children that
-- inherit from them. Also reports triggers of PostgreSQL's own that are off: they hold the foreign
-- keys between hardal's tables.
create or replace function hardal_private.check_references()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select c.oid, c.relnamespace, c.relkind
        from hardal_private.own_schemas() as n
        inner join pg_class as c on n.oid = c.relnamespace
        where c.relkind in ('r', 'p')
    )

    select (
        'wrong',
        'foreign key',
        format('constraint %I on %s', f.conname, f.conrelid::regclass),
        format('it refers to %s', f.confrelid::regclass),
        'an erasure, a retention or a drop is refused, or changes that table too',
        'look at it, and ask who has made it: an index and a join need no foreign key',
        null
    )::hardal_private.finding
    from pg_constraint as f
    inner join ours as c on f.confrelid = c.oid
    where
        f.contype = 'f'
        and f.conparentid = 0
        and f.conrelid not in (select o.oid from ours as o)
    union all
    select (
        'wrong',
        'inheritance',
        i.inhrelid::regclass::text,
        format('it is a child of %s', i.inhparent::regclass),
        'its rows are read as rows of the parent, past every rule of ingest',
        format(
            'look at what it holds; where that is not meant: alter table %s no inherit %s',
            i.inhrelid::regclass,
            i.inhparent::regclass
        ),
        null
    )::hardal_private.finding
    from pg_inherits as i
    inner join ours as p on i.inhparent = p.oid
    where p.relkind = 'r'
    union all
    select (
        'wrong',
        'partition',
        i.inhrelid::regclass::text,
        format('it is a partition of %s in another schema', i.inhparent::regclass),
        'retention and erasure work on the partitions of the store',
        'look at what it holds: its events belong into the partition of their month',
        null
    )::hardal_private.finding
    from pg_inherits as i
    inner join ours as p on i.inhparent = p.oid
    inner join pg_class as c on i.inhrelid = c.oid
    where p.relkind = 'p' and c.relnamespace <> p.relnamespace
    union all
    select (
        'wrong',
        'disabled trigger',
        t.tgrelid::regclass::text,
        format('the trigger %I of a foreign key is off', t.tgname),
        'rows may point to others that are not there',
        format('alter table %s enable trigger all, as a superuser', t.tgrelid::regclass),
        null
    )::hardal_private.finding
    from pg_trigger as t
    inner join ours as c on t.tgrelid = c.oid
    where t.tgisinternal and t.tgenabled in ('D', 'R')
$$;

comment on function hardal_private.check_references() is
'For doctor: foreign keys to hardal''s tables, tables that inherit from them, and triggers of '
'foreign keys that are off';
