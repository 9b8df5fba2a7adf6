-- Returns the text of a query with a row for each unit of a report and one column, mask: the places
-- (0 to 62) of the unit's events as the bits of a number. events is the rest of a query that begins
-- with FROM and has a WHERE; place and condition are expressions of the event e.
--
-- Where the unit is person, events are by client: they become the person's when each client is one
-- row, and not each by itself.
create or replace function hardal_helpers.unit_masks(
    tenant text, events text, unit text, place text, condition text
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
        select format(
            'select e.unit, bit_or(1::bigint << %s) as mask %s and %s group by e.unit',
            place, events, condition
        ) as masks
    ) as m
$$;

comment on function hardal_helpers.unit_masks(text, text, text, text, text) is
'For the reports: the text of a query of the periods in which each unit was active, as the bits of '
'a number (mask)';
grant execute on function hardal_helpers.unit_masks(text, text, text, text, text) to public;
