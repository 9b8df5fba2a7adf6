-- Refuses a name for a view or column that would need quotes. Null is accepted: no name was given.
create or replace function hardal_private.require_plain_name(name text, what text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not hardal_private.is_plain_name(name) then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a %s', to_jsonb(left(name, 80)), what),
            hint = format(
                'take 1 to 63 bytes of small letters (in Unicode''s form NFC), digits and _, '
                'no digit first, no pg_, '
                'and no word that SQL has for itself: %s',
                hardal_private.safe_name(name)
            );
    end if;
end
$$;

comment on function hardal_private.require_plain_name(text, text) is
'Refuses with HD400 a name that would need quotes; what: view or column, for the message';
