-- Returns the text of a query with a row for each unit of a report and one column, mask: the places
-- (0 to 62) of the unit's events as the bits of a number. events is the rest of a query that begins
-- with FROM and has a WHERE; place and condition are expressions of the event e.
--
-- Where the unit is person, events are by client: they become the person's when each client is one
-- row, and not each by itself.
--
-- since is an expression of the instant where the report begins, or null: see is_of_any_event.
-- Where it is given, events are read from the beginning of its month (UTC) on, and bit 0 comes from
-- the view client_months too:
-- - The clients of earlier months that are counted live are rows of their own.
-- - Each client without bit 0 is looked up in the months that were counted.
-- - A person may have been active before as another client than now. So each linked client is a
--   row, with no bit.
-- A row with bit 0 alone, or none, changes no figure of a report.
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
                    case
                        when a.mask & 1 = 1 then a.mask
                        else a.mask | exists (
                            select
                            from %1$I.client_months as m
                            where m.client_id = a.unit and m.month < %2$s and m.is_counted
                        )::int
                    end as mask
                from (
                    select r.unit, bit_or(r.mask) as mask
                    from (
                        %3$s
                        union all
                        select m.client_id, 1::bigint
                        from %1$I.client_months as m
                        where m.month < %2$s and not m.is_counted%4$s
                    ) as r
                    group by r.unit
                ) as a',
                tenant,
                hardal_helpers.month_of(since),
                e.masks,
                case
                    when unit = 'person' then format(
                        ' union all select i.client_id, 0::bigint from %I.identities as i', tenant
                    )
                end
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
