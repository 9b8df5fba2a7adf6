-- Refuses a body in which no key of the registry stands, wherever. Some SDKs have the key in the
-- body, and a body of 20 MiB can take gigabytes once it is parsed. So a body without any key is not
-- parsed. Which key counts is known only then: see serve_door.
create or replace function hardal_private.require_written_key(body bytea)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_text text;
begin
    perform hardal_private.refuse_encoding(hardal_private.body_encoding(body));
    v_text := hardal_private.written_text(body);
    if not exists (
        select
        from (
            select distinct m.found[1] as key
            from regexp_matches(v_text, 'hk_[0-9A-Za-z]{32}', 'g') as m (found)
            limit 100
        ) as k
        inner join hardal_private.tokens as t on t.digest = hardal_private.key_digest(k.key)
    ) then
        perform hardal_private.refuse_unauthorised(
            case
                when v_text ~ 'hk_[0-9A-Za-z]{32}' then 'the key is unknown here'
                else 'this request has no key'
            end
        );
    end if;
end
$$;

comment on function hardal_private.require_written_key(bytea) is
'401 unless one of the first 100 keys in a body stands in the registry; 415 where the body is '
'compressed or UTF-16';
