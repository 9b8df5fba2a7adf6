-- Refuses a request over HTTP as a function for the tool has refused it: HD404 becomes PT404, which
-- PostgREST answers with the status 404. Message and hint stay. Called by the handler of
-- HD400, HD403, HD404 and HD409 in a function of the API, and of 55P03 where maintenance holds the
-- tenant: that is 409. It returns nothing: the result is for RETURN in the handler.
create or replace function hardal_private.refuse_over_http(state text, message text, hint text)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using
        errcode = case refuse_over_http.state
            when '55P03' then 'PT409'
            else 'PT' || right(refuse_over_http.state, 3)
        end,
        message = refuse_over_http.message,
        hint = coalesce(refuse_over_http.hint, '');
end
$$;

comment on function hardal_private.refuse_over_http(text, text, text) is
'Raises an error with this message and hint, and the status of this SQLSTATE: HD404 becomes PT404, '
'and 55P03 (maintenance holds the tenant) PT409';
