-- Tells whether an id names nobody: a client that has no id yet sends it, or a mistake in a client,
-- for many people. A link with it would make one person of all of them, so there is none. Case,
-- spaces at the ends, characters of no width and full-width letters make no difference.
--
-- The list has words for no value and for anybody, names of fields, other values as text, zero and
-- -1, and UUIDs of one digit, which a phone sends whose owner has switched its advertising id off.
-- Other vendors refuse the same: https://posthog.com/docs/data/identify. A real id that many share,
-- such as that of a kiosk, is not known here: doctor tells of persons with very many ids.
create or replace function hardal_private.is_generic_id(id text)
returns boolean
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        w.word = any (array[
            '', 'null', 'undefined', 'none', 'nil', 'nan', 'empty', 'blank', 'n/a', '-', '{}', '[]',
            'true', 'false', '[object object]', 'not set', '(not set)', 'not_set',
            'anonymous', 'anon', 'guest', 'visitor', 'unknown', 'nobody', 'default',
            'not_authenticated', 'unauthenticated', 'logged_out',
            'user', 'client', 'device', 'person', 'customer', 'account', 'member',
            'id', 'uid', 'uuid', 'guid', 'email', 'username', 'user_id', 'userid', 'client_id',
            'clientid', 'device_id', 'deviceid', 'person_id', 'customer_id', 'account_id',
            'distinct_id', 'distinctid', 'anonymous_id', 'anonymousid'
        ])
        or w.word ~ '^(0+(\.0+)?|-1)$'
        or w.word ~ '^\{?([0-9a-f])\1{7}-?\1{4}-?\1{4}-?\1{4}-?\1{12}\}?$'
    from (
        select lower(
            regexp_replace(
                -- NFKC makes a plain letter of another form of it, and a space of a wide one
                btrim(
                    normalize(
                        translate(
                            is_generic_id.id,
                            E'\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff',
                            ''
                        ),
                        nfkc
                    ),
                    E' \t\r\n"'''
                ),
                -- Mixpanel's prefix of a device
                '^\$device:',
                '',
                'i'
            ) collate "C"
        ) as word
    ) as w
$$;

comment on function hardal_private.is_generic_id(text) is
'Whether an id names nobody, such as null, undefined, anonymous or 0: it is no part of a link';
