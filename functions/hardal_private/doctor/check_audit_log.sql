-- Reports entries of the audit log that were deleted, changed, or written past
-- hardal_private.audit. Each entry's digest stands in a table of its own. Numbers of entries cannot
-- tell: a transaction that was rolled back leaves a gap too.
--
-- A person who has looked into such an entry writes an entry with the action audit.gap and its
-- number, and it is no longer reported.
create or replace function hardal_private.check_audit_log()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with differ as materialized (
        select
            coalesce(l.entry, d.entry) as entry,
            case
                when l.entry is null then 'deleted'
                when d.entry is null then 'added by hand'
                else 'changed'
            end as problem
        from hardal_private.audit_log as l
        full join hardal_private.audit_digests as d on l.entry = d.entry
        where d.digest is distinct from case
            when l.entry is not null then hardal_private.audit_digest(l)
        end
    ),

    told as (
        select d.problem, count(*) as entries, (array_agg(d.entry order by d.entry))[:20] as first
        from differ as d
        where not exists (
            select
            from hardal_private.audit_log as g
            where g.action = 'audit.gap' and g.object = d.entry::text
        )
        group by d.problem
    )

    select (
        'wrong',
        'audit log',
        'hardal_private.audit_log',
        format(
            '%s of its entries were %s: %s%s',
            t.entries,
            t.problem,
            array_to_string(t.first, ', '),
            case when t.entries > 20 then ', ...' end
        ),
        'somebody has turned its trigger off, and it no longer says who did what',
        format(
            'find out who, and why (a backup has the log as it was); then note it: '
            'select hardal_private.audit(''audit.gap'', null, n::text) '
            'from unnest(%L::bigint[]) as n',
            t.first
        ),
        null
    )::hardal_private.finding
    from told as t
    order by t.problem
$$;

comment on function hardal_private.check_audit_log() is
'For doctor: entries of the audit log that were deleted, changed or added by hand';
