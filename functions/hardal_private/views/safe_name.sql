-- Returns a name for a view or column that needs no quotes. Every run of other characters than a-z,
-- 0-9 and _ becomes one _. A reserved word of SQL gets a _ at its end. The name leaves room for a
-- number. Two texts can give the same name: free_name then adds the number.
create or replace function hardal_private.safe_name(name text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case when quote_ident(s.name) = s.name then s.name else s.name || '_' end
    from (
        select case
            when t.name ~ '^[a-z]' then t.name when t.name = '' then 'unnamed' else 'n' || t.name
        end as name
        from (
            select rtrim(
                left(
                    ltrim(
                        regexp_replace(lower(left(safe_name.name, 250)), '[^a-z0-9]+', '_', 'g'),
                        '_'
                    ),
                    55
                ),
                '_'
            ) as name
        ) as t
    ) as s
$$;

comment on function hardal_private.safe_name(text) is
'Returns the name as an identifier of a-z, 0-9 and _ that needs no quotes, '
'at most 57 characters; unnamed where no character is left';
