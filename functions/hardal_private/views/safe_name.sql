-- A name for a view or a column that needs no quotes: what is not a-z, 0-9 or _ becomes _, a word that SQL has for itself
-- gets one at its end. Short enough for a number behind it. No two of them are made different here: who gives names sees to that.
create or replace function hardal_private.safe_name(name text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case when quote_ident(s.name) = s.name then s.name else s.name || '_' end
    from (
        select case when t.name ~ '^[a-z]' then t.name when t.name = '' then 'unnamed' else 'n' || t.name end as name
        from (
            select rtrim(left(ltrim(regexp_replace(lower(left(safe_name.name, 250)), '[^a-z0-9]+', '_', 'g'), '_'), 55), '_') as name
        ) as t
    ) as s
$$;

comment on function hardal_private.safe_name(text) is
'The name as an identifier of a-z, 0-9 and _ that needs no quotes, at most 57 characters; unnamed where nothing of it is left';
