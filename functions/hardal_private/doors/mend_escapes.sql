-- Replaces the escapes in JSON text that PostgreSQL cannot store: \u0000, and half of a surrogate
-- pair. Each becomes U+FFFD, the replacement character, and a mark that mend_row takes out again.
-- So do the two code points of the marks themselves (\udbff\udffe, \udbff\udfff).
-- The text is cut into the longest parts without such an escape, and the escapes between them. A
-- part takes an escaped backslash as a pair, so that \\u0000, which is text, stays.
create or replace function hardal_private.mend_escapes(source text)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
    select string_agg(
        coalesce(p.part[1], hardal_private.mend_mark('character')), '' order by p.place
    )
    from regexp_matches(
        replace(
            replace(
                mend_escapes.source, U&'\+10FFFF', hardal_private.mend_mark('character')
            ),
            U&'\+10FFFE',
            hardal_private.mend_mark('character')
        ),
        '((?:[^\\]|\\[^u]|\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4}'
        '|\\u(?![dD][bB][fF][fF]\\u[dD][fF][fF][e-fE-F])[dD][89abAB][0-9a-fA-F]{2}'
        '\\u[dD][c-fC-F][0-9a-fA-F]{2})+)'
        '|\\u[dD][bB][fF][fF]\\u[dD][fF][fF][e-fE-F]|\\u.{0,4}',
        'g'
    ) with ordinality as p (part, place)
$$;

comment on function hardal_private.mend_escapes(text) is
'JSON text in which escapes that PostgreSQL cannot store are replaced by mend_mark(character)';
