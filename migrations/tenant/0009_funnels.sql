-- funnel has more arguments.
drop function if exists template.funnel(
    text[], interval, anycompatible, anycompatible, text, text
);
