-- Returns the ways in which a text can stand in a line that should have been JSON and is not:
-- - as it is
-- - with JSON's own escapes
-- - with every character beyond ASCII escaped too, in lower or upper case (Python)
-- - with / escaped as well (PHP)
create or replace function hardal_private.written_forms(value text)
returns bytea[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with escaped as (
        -- JSON's own escapes, without the quotes
        select substr(j.form, 2, length(j.form) - 2) as form
        from (select to_json(written_forms.value)::text as form) as j
    ),

    letters as (
        -- each character, those beyond ASCII as \u and four hexadecimal digits, or as two of these
        select
            s.place,
            case
                when ascii(s.letter) < 128 then s.letter
                when ascii(s.letter) < 65536 then '\u' || lpad(to_hex(ascii(s.letter)), 4, '0')
                else
                    '\u' || to_hex(55296 + (ascii(s.letter) - 65536) / 1024)
                    || '\u' || to_hex(56320 + (ascii(s.letter) - 65536) % 1024)
            end as letter
        from escaped as e
        cross join regexp_split_to_table(e.form, '') with ordinality as s (letter, place)
    ),

    ascii as (
        select
            coalesce(string_agg(l.letter, '' order by l.place), '') as lower,
            coalesce(
                string_agg(
                    case
                        when length(l.letter) > 1
                            then regexp_replace(upper(l.letter collate "C"), 'U', 'u', 'g')
                        else l.letter
                    end,
                    '' order by l.place
                ),
                ''
            ) as upper
        from letters as l
    )

    select array_agg(distinct convert_to(f.form, 'UTF8'))
    from escaped as e
    cross join ascii as a
    cross join unnest(array[
        written_forms.value,
        e.form,
        a.lower,
        a.upper,
        replace(e.form, '/', '\/'),
        replace(a.lower, '/', '\/'),
        replace(a.upper, '/', '\/')
    ]) as f (form)
$$;

comment on function hardal_private.written_forms(text) is
'The bytes by which a text can be found in a line that is no JSON: the text as it is, and in the '
'escapes that writers of JSON use';
