-- Returns the JSON text of a request of Mixpanel. The body is the JSON, or a form whose field data
-- holds it, as it is or in base64.
create or replace function hardal_private.mixpanel_json(body bytea)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_data text;
begin
    if encode(substr(body, 1, 16), 'escape') ~ '^(\\357\\273\\277)?[ \t\r\n]*[[{]' then
        return hardal_private.read_utf8(body);
    end if;
    perform hardal_private.refuse_encoding(hardal_private.body_encoding(body));
    v_data := hardal_private.form_field(body, 'data');
    if v_data !~ '^[ \t\r\n]*[[{]' then
        -- a plus sign that nobody escaped came as a space, where the form was read by others
        v_data := hardal_private.from_base64(replace(v_data, ' ', '+'));
    end if;
    if coalesce(v_data, '') = '' then
        raise sqlstate 'PT400' using
            message = 'the body has no data that can be read',
            hint = 'send JSON, or a form whose field data holds JSON or base64 of it';
    end if;
    return v_data;
end
$$;

comment on function hardal_private.mixpanel_json(bytea) is
'The JSON text of a request of Mixpanel; PT400 where it has none, PT415 where it is compressed';
