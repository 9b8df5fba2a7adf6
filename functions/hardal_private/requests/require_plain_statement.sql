-- Refuses a request over HTTP that makes PostgREST write an expensive or a prying expression into
-- its statement. The values of a query are parameters. The operators, the names and the casts stand
-- in the text of the statement, which a function that the statement calls can read.
--
-- Refused are
-- - operators that match patterns, search text or look into arrays. A regular expression can take
--   for ever. LIKE and @> took 9 and 4 seconds for one event of 250 kB, and no timeout stops either
--   before the event is done;
-- - casts to types that look names up in the catalogue, to rows of the catalogue, and to XML;
-- - long statements. Each item of select is a copy of the event: 1,500 of them took 99 seconds for
--   one event, and no timeout stopped it.
create or replace function hardal_private.require_plain_statement()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_statement text := current_query();
    v_costly constant text
    := '[~@]|&&|\m_?(i?like|similar|reg[a-z]+|aclitem|xml|pg_(?!catalog\.))';
begin
    if session_user <> 'hardal_authenticator' then
        return;
    end if;
    if length(v_statement) > 3000 then
        raise sqlstate 'PT400' using
            message = 'the query asks for too much at once',
            hint = 'name fewer columns and filters, or ask through a PSQL URL';
    end if;
    -- a quoted name may be anything
    if
        v_statement ~* v_costly
        and regexp_replace(v_statement, '"[^"]*"|''[^'']*''', ' ', 'g') ~* v_costly
    then
        raise sqlstate 'PT400' using
            message = 'a filter or a cast of this query is not served over HTTP',
            hint = 'filter with eq, neq, gt, gte, lt, lte, in and is; '
            'for patterns and full text, ask through a PSQL URL';
    end if;
end
$$;

comment on function hardal_private.require_plain_statement() is
'PT400 over HTTP where the query has a filter with a pattern, a cast that looks into the '
'catalogue, or very many columns and filters; nothing for any other login';
