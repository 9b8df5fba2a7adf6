-- trend and retention have more arguments.
drop function if exists template.trend(
    text[], text, text, text, anycompatible, anycompatible, boolean, int, text
);
drop function if exists template.retention(
    text, text, text, anycompatible, anycompatible, text
);
