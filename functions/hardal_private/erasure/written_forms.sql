-- The ways in which a text can stand in a line of JSON that is not JSON: as it is, with JSON's escapes, with every character
-- beyond ASCII escaped (Python), in lower or upper case, and with / escaped as well (PHP).
create or replace function hardal_private.written_forms(value text)
returns bytea[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with escaped as (
        select substr(to_json(written_forms.value)::text, 2, length(to_json(written_forms.value)::text) - 2) as form
    ),

    ascii as (
        select
            coalesce(string_agg(c.letter, '' order by c.place), '') as lower,
            coalesce(string_agg(case when length(c.letter) > 1 then regexp_replace(upper(c.letter), 'U', 'u', 'g') else c.letter end, '' order by c.place), '') as upper
        from (
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
        ) as c
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
'The bytes by which a text can be found in what should have been JSON: as it is, and in the escapes that senders use';
