-- Returns a text in which the forms of a letter are one: NFKC. But NFKC also splits letters that
-- people type every day; a name in which they are split cannot be typed. They stay: the vowel am of
-- Thai and Lao, also where it is written in two parts, the Lao letters no and mo with a silent ho,
-- the Armenian word for "and" (U+0587), and the single letters of Hangul.
create or replace function hardal_private.one_form(value text)
returns text
language sql
immutable
parallel safe
return replace(
    replace(
        coalesce(
            (
                select
                    string_agg(
                        coalesce(p.parts[1], normalize(p.parts[2], nfkc)), '' order by p.number
                    )
                from
                    regexp_matches(
                        value,
                        '([\u0587\u0edc\u0edd\u3131-\u318e]+)'
                        '|([^\u0587\u0edc\u0edd\u3131-\u318e]+)',
                        'g'
                    ) with ordinality as p (parts, number)
            ),
            value
        ),
        U&'\0E4D\0E32', U&'\0E33'
    ),
    U&'\0ECD\0EB2', U&'\0EB3'
);

comment on function hardal_private.one_form(text) is
'Returns the text with one form for each letter: NFKC, except for letters that it would split '
'although people type them';
