-- Tells whether a text shows nothing: it is empty, or holds only white space and invisible
-- characters. The classes of a regular expression depend on the locale, so Unicode's lists stand
-- here: White_Space and Default_Ignorable_Code_Point (zero-width characters, marks of direction,
-- fillers of Hangul, variation selectors, tags and others), and beside them the braille blank
-- U+2800 and the marks of annotations U+FFF9 to U+FFFB.
-- The function is inlined where it is called.
create or replace function hardal_private.is_blank(value text)
returns boolean
language sql
immutable
parallel safe
return value !~ (
    '[^\u0009-\u000d \u0085\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f'
    '\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0'
    '\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
);

comment on function hardal_private.is_blank(text) is
'Whether a text is empty or holds only white space and invisible characters';
