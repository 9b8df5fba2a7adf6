-- The answer for a batch in which not every event was accepted, and the way of the refused ones into quarantine:
-- under new ids, or those of an import's rows.
create or replace function template__store.answer(
    events jsonb,
    dry boolean,
    lines bigint[],
    raws bytea[],
    row_ids uuid[],
    ids uuid[],
    errors jsonb[],
    outcomes text[]
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_places bigint[];
    v_rejected_ids uuid[];
    v_payloads jsonb[];
    v_raws bytea[];
    v_sizes bigint[];
    v_errors jsonb[];
    v_kept uuid[];
    v_answer jsonb;
begin
    -- the refused: of an erased one nothing may be kept; of one that is too large, its beginning
    select
        array_agg(b.place),
        array_agg(coalesce(answer.row_ids[b.place], hardal_private.uuid_v7())),
        array_agg(case when b.outcome <> 'erased' and b.raw is null and not b.large then b.event end),
        array_agg(
            case
                when b.raw is not null then substr(b.raw, 1, case when b.large then 8192 else octet_length(b.raw) end)
                when b.large and b.outcome <> 'erased' then hardal_private.beginning(b.event)
            end
        ),
        array_agg(coalesce(octet_length(b.raw), pg_column_size(b.event))::bigint),
        array_agg(coalesce(b.errors, hardal_private.outcome_errors(b.outcome)))
    into v_places, v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors
    from (
        select
            r.event,
            r.raw,
            r.errors,
            r.outcome,
            r.place,
            coalesce(r.errors @> '[{"code": "too_large"}]', false) as large
        from rows from (
            jsonb_array_elements(answer.events), unnest(answer.raws), unnest(answer.errors), unnest(answer.outcomes)
        ) with ordinality as r (event, raw, errors, outcome, place)
        where r.outcome not in ('accepted', 'duplicate')
    ) as b;

    if v_places is not null and not dry then
        v_kept := template__store.keep_rejected(v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors);
    end if;

    select jsonb_build_object(
        'accepted', count(*) filter (where u.outcome = 'accepted'),
        'duplicates', count(*) filter (where u.outcome = 'duplicate'),
        'rejected', coalesce(cardinality(v_places), 0),
        'ids', jsonb_agg(
            case
                when u.outcome not in ('accepted', 'duplicate') then null
                when answer.dry and u.event ->> 'id' is null then null
                else u.id
            end
            order by u.place
        )
    )
    into v_answer
    from rows from (
        jsonb_array_elements(answer.events), unnest(answer.ids), unnest(answer.outcomes)
    ) with ordinality as u (event, id, outcome, place);

    return v_answer || jsonb_build_object('errors', coalesce((
        select jsonb_agg(
            jsonb_build_object('index', r.place - 1)
            || case when answer.lines is null then '{}' else jsonb_build_object('line', answer.lines[r.place]) end
            || f.fault
            || jsonb_build_object('rejected_id', case when r.id = any (v_kept) then r.id end)
            order by r.place, f.place
        )
        from unnest(v_places, v_rejected_ids, v_errors) as r (place, id, errors)
        cross join lateral jsonb_array_elements(r.errors) with ordinality as f (fault, place)
    ), '[]'));
end
$$;

comment on function template__store.answer(jsonb, boolean, bigint[], bytea[], uuid[], uuid[], jsonb[], text[]) is
'The answer for a batch by the outcome of each event; keeps the refused ones in quarantine unless dry';
