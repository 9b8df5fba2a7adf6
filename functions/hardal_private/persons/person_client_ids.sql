-- Returns the client ids of the person whom a disclosure or an erasure is about; null where it
-- names neither a client nor a person. A person is named by any of its client ids.
create or replace function hardal_private.person_client_ids(
    tenant text, client_id text, person text
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_ids text[];
begin
    perform hardal_private.require_tenant(tenant);
    if person is null then
        return case when client_id is not null then array[client_id] end;
    end if;
    execute format(
        'select array(
            select $1
            union
            select p.client_id
            from %1$I.identities as i
            inner join %1$I.identities as p on i.person_id = p.person_id
            where i.client_id = $1
        )',
        tenant || '__store'
    ) into v_ids using person;
    if client_id <> all (v_ids) then
        raise sqlstate 'HD400' using
            message = 'the client id is none of the person''s',
            hint = 'hardal-admin person show lists them; name one of the two';
    end if;
    return case when client_id is null then v_ids else array[client_id] end;
end
$$;

comment on function hardal_private.person_client_ids(text, text, text) is
'The client ids that a disclosure or an erasure is about: the one client id, or all of the person; '
'null for neither; HD400 where the client id is none of the person''s, HD404 where there is no '
'such tenant';
