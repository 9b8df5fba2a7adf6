-- Stores one event to try things out with: POST /rpc/send_test_event.
create or replace function hardal.send_test_event()
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return hardal_private.serve_events(
        jsonb_build_array(
            jsonb_build_object(
                'event_name', 'test_event',
                'client_id', 'test_client',
                'properties', jsonb_build_object(
                    'page', '/pricing',
                    'price', 29.99,
                    'currency', 'EUR',
                    'is_member', true,
                    'items', jsonb_build_array('notebook', 'pencil'),
                    'device', jsonb_build_object('type', 'phone', 'language', 'en')
                )
            )
        ),
        false
    );
end
$$;

comment on function hardal.send_test_event() is
'Stores one event named test_event, with a few properties, and answers as ingest does';
grant execute on function hardal.send_test_event() to hardal_manage;
