-- Deletes the link of two client ids of a tenant, or all links of one (person_id null), for the API
-- and for hardal-admin. The audit log gets no id: it outlives an erasure.
create or replace function hardal_private.unlink_pair(
    tenant text, client_id text, person_id text, dry boolean
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_did jsonb;
begin
    if coalesce(unlink_pair.client_id, '') = '' then
        raise sqlstate 'PT400' using
            message = 'client_id is required',
            hint = 'the client id whose links are to be deleted; person_id names one of them';
    elsif unlink_pair.person_id = '' then
        raise sqlstate 'PT400' using
            message = 'person_id is empty',
            hint = 'name the other id of the link, or leave person_id out to delete all links';
    end if;
    execute format('select %I.unlink($1, $2, $3)', tenant || '__store')
    into v_did
    using array[unlink_pair.client_id], array[unlink_pair.person_id], unlink_pair.dry;
    if not dry and v_did -> 'unlinked' <> '0' then
        perform hardal_private.audit(
            'person.unlink', tenant, null, jsonb_build_object('links', v_did -> 'unlinked')
        );
    end if;
    -- all links of an id are in one set
    return v_did || jsonb_build_object('before', coalesce(v_did #> '{before,0}', 'null'));
end
$$;

comment on function hardal_private.unlink_pair(text, text, text, boolean) is
'Deletes the link of two client ids, or all links of one: unlinked, persons, before (null where '
'there is no such link) and after; PT400 without a client_id or '
'with an empty person_id';
