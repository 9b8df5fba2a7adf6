-- Replaces the numbers in JSON text that are none in JSON, NaN and Infinity, and numbers with an
-- exponent of six digits, or of five after a minus, which PostgreSQL cannot hold. Python's json
-- module writes the first two.
-- The text is cut into the longest parts without such a number, and the numbers between them. A
-- part takes a string as a whole, so that its text stays. A string without an end goes up to the
-- end of the text: to try each of its characters would take the square of its length.
create or replace function hardal_private.mend_numbers(source text)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
    select string_agg(
        coalesce(p.part[1], hardal_private.mend_mark('number')), '' order by p.place
    )
    from regexp_matches(
        mend_numbers.source,
        '((?:[^"NI0-9-]|"(?:[^"\\]|\\.)*(?:"|$)|N(?!aN)|I(?!nfinity)|-(?![NI0-9])'
        '|-?[0-9.]+(?:[eE](?:[+]?[0-9]{1,5}|-[0-9]{1,4}))?(?![0-9.eE]))+)'
        '|-?(?:NaN|Infinity|[0-9.]+[eE]?[+-]?[0-9]*)|-',
        'g'
    ) with ordinality as p (part, place)
$$;

comment on function hardal_private.mend_numbers(text) is
'JSON text in which NaN, Infinity and numbers that are too large are replaced by mend_mark(number)';
