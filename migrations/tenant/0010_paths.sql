-- paths, sessions, property_breakdown and active_clients have more arguments.
drop function if exists template.paths(
    text, anycompatible, anycompatible, interval, int, int, text
);
drop function if exists template.sessions(anycompatible, anycompatible, interval, text);
drop function if exists template.property_breakdown(
    text, text, anycompatible, anycompatible, int, text
);
drop function if exists template.active_clients(text, date, date, text);
