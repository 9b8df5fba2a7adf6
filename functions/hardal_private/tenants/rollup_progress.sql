-- Returns how far the days of a tenant are rolled up, and how many of these days carry a mark.
create or replace function hardal_private.rollup_progress(
    tenant text,
    out rolled_up_until timestamptz,
    out marked_days bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'select
            nullif(r.rolled_until, ''-infinity'')::timestamp at time zone ''UTC'',
            (
                select count(distinct m.starts_on)
                from %1$I.rollup_marks as m
                where
                    m.period = ''day''
                    and m.starts_on >= r.rolled_from
                    and m.starts_on < r.rolled_until
            )
        from %1$I.rollups as r
        where r.period = ''day''',
        tenant || '__store'
    ) into rolled_up_until, marked_days;
end
$$;

comment on function hardal_private.rollup_progress(text) is
'Returns until when (exclusive) a tenant''s days are rolled up, null where none is, '
'and how many of these days are marked to be counted again';
