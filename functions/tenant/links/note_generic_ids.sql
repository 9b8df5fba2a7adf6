-- Notes the generic ids of links that were refused, for doctor. The list of generic ids is short,
-- so the table is: it has each id once for each source, with the last day on which it came.
create or replace function template__store.note_generic_ids(ids text[], source text)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into template__store.generic_ids as g (id, source, last_seen)
    select distinct
        lower(btrim(n.id)),
        note_generic_ids.source,
        (hardal_private.clock() at time zone 'UTC')::date
    from unnest(note_generic_ids.ids) as n (id)
    where
        hardal_private.is_generic_id(n.id)
        and length(n.id) <= 64
        -- known today: no write
        and not exists (
            select
            from template__store.generic_ids as k
            where
                k.id = lower(btrim(n.id))
                and k.source = note_generic_ids.source
                and k.last_seen >= (hardal_private.clock() at time zone 'UTC')::date
        )
    order by 1
    on conflict (id, source) do update set last_seen = excluded.last_seen
$$;

comment on function template__store.note_generic_ids(text[], text) is
'Notes the generic ids among these, with the source and the day';
