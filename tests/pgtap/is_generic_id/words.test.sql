select plan(2);

select is(
    array(
        select w.word
        from unnest(array[
            '', ' ', 'null', 'NULL', ' undefined ', '"null"', 'None', 'nil', 'NaN', '0', '0000',
            '0.0', '-1', 'true', 'False', 'anonymous', 'Guest',
            'unknown', 'user', 'id', 'distinct_id',
            'email', '[object Object]', '{}', E'null\n', '$device:null', '$device:',
            '00000000-0000-0000-0000-000000000000', 'ffffffff-FFFF-ffff-ffff-ffffffffffff',
            '11111111111111111111111111111111', '{00000000-0000-0000-0000-000000000000}',
            -- characters that are not seen, and other forms of the same letters
            E'\u200bnull', E'un\u200ddefined\ufeff', E'\u200b', E'\u2060 \u00ad', E'\u3000null',
            'ｎｕｌｌ', 'ＮＵＬＬ', '００００', E'\u200b$device:\u200bnull'
        ]) as w (word)
        where not hardal_private.is_generic_id(w.word)
    ),
    '{}',
    'ids that name nobody'
);
select is(
    array(
        select w.word
        from unnest(array[
            '1', '7', '42', '-2', '10', 'u', 'ann', 'nullable', 'user-1', 'user 0', 'test',
            'guest-9', 'anonymous-5', 'ann@example.org', '00000000-0000-0000-0000-000000000001',
            '7f915be8-0000-4000-8000-000000000000', '$device:7', '١', 'ünknown', '00-1',
            E'ann\u200b', 'ａｎｎ', '１', E'user\u200b-1'
        ]) as w (word)
        where hardal_private.is_generic_id(w.word)
    ),
    '{}',
    'ids that may name somebody'
);
