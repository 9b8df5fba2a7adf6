-- Returns the text of a query with a row for each unit of a report and one column, mask: the places
-- (0 to 62) of the unit's events as the bits of a number. events is the rest of a query that begins
-- with FROM and has a WHERE; place and condition are expressions of the event e.
--
-- Where the unit is person, events are by client: they become the person's when each client is one
-- row, and not each by itself.
--
-- since is an expression of the instant where the report begins, or null. Where it is given, events
-- are read from the beginning of its month (UTC) on, and bit 0 also tells that the view
-- client_months has a client in an earlier month: see is_of_any_event. A few clients are looked up
-- in their index, and of many the planner reads all months.
create or replace function hardal_helpers.unit_masks(
    tenant text, events text, unit text, place text, condition text, since text
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when unit = 'person' then format(
            'select bit_or(c.mask) as mask
            from (%s) as c
            left join %I.identities as i on c.unit = i.client_id
            group by coalesce(i.person_id, c.unit)',
            m.masks,
            tenant
        )
        else m.masks
    end
    from (
        select case
            when since is null then e.masks
            else format(
                'select
                    a.unit,
                    a.mask | case
                        when a.mask & 1 = 1 then 0
                        when a.unit in (
                            select m.client_id
                            from %1$I.client_months as m
                            where m.month < %2$s and not m.is_counted
                        ) then 1
                        else exists (
                            select
                            from %1$I.client_months as m
                            where m.client_id = a.unit and m.month < %2$s and m.is_counted
                        )::int
                    end as mask
                from (%3$s) as a',
                tenant,
                hardal_helpers.month_of(since),
                e.masks
            )
        end as masks
        from (
            select format(
                'select e.unit, bit_or(1::bigint << %s) as mask %s and %s%s group by e.unit',
                place,
                events,
                condition,
                ' and e.created_at >= ' || hardal_helpers.month_of(since) || ' at time zone ''UTC'''
            ) as masks
        ) as e
    ) as m
$$;

comment on function hardal_helpers.unit_masks(text, text, text, text, text, text) is
'For the reports: the text of a query of the periods in which each unit was active, as the bits of '
'a number (mask)';
grant execute on function hardal_helpers.unit_masks(text, text, text, text, text, text) to public;
