-- Returns a text in the characters that the names of views and columns are made of: a-z, 0-9, _
-- and the letters of name_letters. PostgreSQL takes such a name without quotes, and reads it the
-- same in every locale. Every run of other characters becomes one _. What cannot be seen (joiners,
-- soft hyphens, marks of direction, selectors of a variant) is left out. Different forms of a
-- letter become one (one_form).
create or replace function hardal_private.plain_letters(value text)
returns text
language sql
immutable
parallel safe
return regexp_replace(
    normalize(
        hardal_private.small_letters(
            hardal_private.one_form(
                regexp_replace(
                    value,
                    '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f'
                    '\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
                    '\U000e0000-\U000e0fff]',
                    '', 'g'
                )
            )
        ),
        nfc
    ),
    '[^a-z0-9_' || hardal_private.name_letters() || ']+', '_', 'g'
);

comment on function hardal_private.plain_letters(text) is
'Returns the text in small letters, digits and _ alone, the same in every locale; '
'every run of other characters is one _';
