-- Stores a batch of NDJSON for hardal-admin import. Each line comes with an id that is made from
-- the bytes of the line. An event without an id is stored under this id, and a rejected event is
-- kept in quarantine under this id. So a file that is imported again changes nothing.
-- An event may have received_at here, and nowhere else, so that the lines of an export keep their
-- time of receipt. A received_at that is not a time, or lies more than 24 hours ahead, stays in the
-- event. The rules then reject received_at as an unknown field, as in a client's event.
--
-- same_id_is_same is for rows of another system's export: an event with an id that is known is the
-- event that is known, whatever else the row says. The export of an event that was sent live has
-- fields that the system added meanwhile. The answer counts such duplicates as differing.
--
-- vendor is the system whose export it is: its events bring links, as those of its SDKs do. The
-- answer then has links and refused_links: see link_events.
create or replace function template__store.import_lines(
    body bytea, row_ids uuid[], same_id_is_same boolean default false, vendor text default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
set lock_timeout = '5s'
as $$
declare
    v_read record := hardal_private.read_lines(body);
    v_events jsonb := v_read.events;
    v_received timestamptz[];
    v_newest timestamptz := (hardal_private.tenant_limits('template')).newest;
    v_answer jsonb;
begin
    if exists (
        select
        from hardal_private.tenants as t
        where t.name = 'template' and t.suspended_at is not null
    ) then
        raise sqlstate 'HD403' using
            message = 'the tenant template is suspended: it takes nothing in',
            hint = 'hardal-admin tenant resume template';
    end if;
    if cardinality(v_read.lines) is distinct from cardinality(import_lines.row_ids) then
        raise sqlstate 'PT400' using
            message = format(
                '%s lines came with %s ids',
                cardinality(v_read.lines),
                cardinality(import_lines.row_ids)
            ),
            hint = 'send an id for each line that is not blank';
    end if;
    if jsonb_path_exists(
        v_events, '$[*] ? (exists(@.received_at) || !exists(@.id) || @.id == null)'
    ) then
        select
            jsonb_agg(
                case
                    when
                        jsonb_typeof(s.event) = 'object'
                        and jsonb_typeof(coalesce(s.event -> 'id', 'null')) = 'null'
                        then s.event || jsonb_build_object('id', import_lines.row_ids[s.place])
                    else s.event
                end
            ),
            array_agg(s.received_at)
        into v_events, v_received
        from (
            select
                r.place,
                r.received_at,
                case
                    when
                        r.received_at <= v_newest
                        or jsonb_typeof(r.event -> 'received_at') = 'null'
                        then r.event - 'received_at'
                    else r.event
                end as event
            from (
                select
                    e.event,
                    e.place,
                    case
                        when jsonb_typeof(e.event -> 'received_at') = 'string'
                            then hardal_private.parse_timestamp(e.event ->> 'received_at')
                    end as received_at
                from jsonb_array_elements(v_events) with ordinality as e (event, place)
                offset 0 -- so that each time is read once
            ) as r
        ) as s;
    end if;
    v_answer := template__store.ingest(
        v_events,
        null,
        false,
        v_read.lines,
        v_read.raws,
        v_read.faults,
        row_ids,
        v_received,
        same_id_is_same
    ) - 'ids';
    if vendor is not null then
        v_answer := v_answer || template__store.link_events(vendor, v_events, 'import');
    end if;
    return v_answer;
end
$$;

comment on function template__store.import_lines(bytea, uuid[], boolean, text) is
'Stores a batch of NDJSON for an import, with an id for each line that is not blank, and with '
'received_at where a line names one; answers as ingest does, without ids. HD403 for a suspended '
'tenant, PT400 where lines and ids differ in number';
