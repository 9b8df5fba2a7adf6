-- Refuses a batch with 429 and Retry-After: another transaction stood in its way, and the same
-- request can succeed in a second. functions/tenant/ingest/ingest.sql calls it where a batch
-- waited too long for a lock, was part of a deadlock, found no partition, or looked at an id while
-- retention removed it from the ledger. The status is never 503: PostgREST would empty its pool of
-- connections and read its schema cache anew.
create or replace function hardal_private.refuse_retry_later(message text, details text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.refuse_request(
        429,
        refuse_retry_later.message,
        refuse_retry_later.details,
        'send the same request again in a second: nothing of it was stored',
        '{"Retry-After": "1"}'
    );
end
$$;

comment on function hardal_private.refuse_retry_later(text, text) is
'Ends a request with PT429 and tells the client to send it again in a second. '
'Nothing of the request is stored';
