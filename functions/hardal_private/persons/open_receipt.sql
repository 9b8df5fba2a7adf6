-- Opens the receipt of an erasure. The receipt says by which fields the person was found. It does
-- not hold their values.
create or replace function hardal_private.open_receipt(
    tenant text,
    client_id text,
    request_id text,
    properties jsonb,
    person text,
    began_at timestamptz
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_receipt bigint;
begin
    perform set_config('role', 'hardal_owner', true);
    insert into hardal_private.receipts (tenant, began_at, chosen_by)
    values (
        tenant,
        open_receipt.began_at,
        array_remove(array[
            case when client_id is not null then 'client_id' end,
            case when person is not null then 'person' end,
            case when request_id is not null then 'request_id' end,
            case when properties is not null then 'properties' end
        ], null)
    )
    returning receipts.receipt into v_receipt;
    return v_receipt;
end
$$;

comment on function hardal_private.open_receipt(text, text, text, jsonb, text, timestamptz) is
'Opens the receipt of an erasure that began at this time, and returns its number';
