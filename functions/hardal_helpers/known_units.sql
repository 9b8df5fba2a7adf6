-- Returns the text of a query of the units that were active before a report begins, each once.
-- events is the rest of a query that begins with FROM and has a WHERE, and since is an expression
-- of the instant where the report begins.
--
-- With by_month, earlier months are read from the view client_months, and only the month of since
-- from the events: see is_of_any_event.
create or replace function hardal_helpers.known_units(
    tenant text, events text, unit text, since text, by_month boolean
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when not by_month then format(
            'select e.unit %s and e.created_at < %s group by e.unit', events, since
        )
        else format(
            'select %1$s as unit
            from %2$I.client_months as m%3$s
            where m.month < %4$s
            union
            select e.unit
            %5$s and e.created_at >= %4$s at time zone ''UTC'' and e.created_at < %6$s',
            case unit
                when 'person' then 'coalesce(i.person_id, m.client_id)'
                else 'm.client_id'
            end,
            tenant,
            case
                when unit = 'person' then format(
                    ' left join %I.identities as i on m.client_id = i.client_id', tenant
                )
            end,
            hardal_helpers.month_of(since),
            events,
            since
        )
    end
$$;

comment on function hardal_helpers.known_units(text, text, text, text, boolean) is
'For the reports: the text of a query of the units that were active before a report begins';
grant execute on function hardal_helpers.known_units(text, text, text, text, boolean) to public;
