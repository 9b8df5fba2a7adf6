-- trend has more arguments.
drop function if exists template.trend(
    text[], text, text, text, anycompatible, anycompatible, boolean, int, text
);
