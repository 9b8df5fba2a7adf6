-- Applies a JSON Merge Patch (RFC 7396). A field of the patch replaces the field of the target,
-- null removes the field, and objects are merged.
create or replace function hardal_private.merge_patch(target jsonb, patch jsonb)
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when jsonb_typeof(merge_patch.patch) <> 'object' then merge_patch.patch
        else (
            select coalesce(
                jsonb_object_agg(m.key, m.value) filter (where m.value is not null), '{}'
            )
            from (
                select
                    coalesce(t.key, p.key) as key,
                    case
                        when p.key is null then t.value
                        when p.value <> 'null' then hardal_private.merge_patch(t.value, p.value)
                    end as value
                from jsonb_each(
                    case
                        when jsonb_typeof(merge_patch.target) = 'object' then merge_patch.target
                        else '{}'
                    end
                ) as t
                full join jsonb_each(merge_patch.patch) as p on t.key = p.key
            ) as m
        )
    end
$$;

comment on function hardal_private.merge_patch(jsonb, jsonb) is
'The target with a JSON Merge Patch (RFC 7396) applied';
