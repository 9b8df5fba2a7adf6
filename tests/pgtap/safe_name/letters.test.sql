-- Each pair is a text and its name. tests/python/test_view_names.py runs this file in databases of
-- other locales too.
create temp table cases (given text, expected text);
insert into cases values
('Satın Alma', 'satın_alma'),
('Çıkış', 'çıkış'),
('ÇIKIŞ', 'çikiş'),
('Üye Girişi', 'üye_girişi'),
('ÜYE GİRİŞİ', 'üye_girişi'),
('ödeme', 'ödeme'),
('ürün', 'ürün'),
('şehir', 'şehir'),
('TITLE', 'title'),
('SIGN_IN', 'sign_in'),
('ISIM', 'isim'),
('İSİM', 'isim'),
('ISPARTA_Iı', 'isparta_iı'),
('注文', '注文'),
('注文-確定', '注文_確定'),
('주문 완료', '주문_완료'),
('Größe', 'größe'),
('GROẞE', 'große'),
('Заказ Оформлен', 'заказ_оформлен'),
('ΠΛΗΡΩΜΉ', 'πληρωμή'),
('Đặt Hàng', 'đặt_hàng'),
('دفع', 'دفع'),
('הזמנה חדשה', 'הזמנה_חדשה'),
('खरीदारी', 'खरीदारी'),
('สั่งซื้อ', 'สั่งซื้อ'),
-- letters that NFKC would split, although people type them
(U&'\0E01\0E33\0E25\0E31\0E07', U&'\0E01\0E33\0E25\0E31\0E07'),
(U&'\0E19\0E49\0E33', U&'\0E19\0E49\0E33'),
(U&'\0E01\0E4D\0E32', U&'\0E01\0E33'),
(U&'\0E99\0EC9\0EB3', U&'\0E99\0EC9\0EB3'),
(U&'\0E99\0ECD\0EB2', U&'\0E99\0EB3'),
(U&'\0EDC\0EC9\0EB2 \0EDD\0EB2', U&'\0EDC\0EC9\0EB2_\0EDD\0EB2'),
(U&'\0587', U&'\0587'),
('ㅋㅋㅋ', U&'\314B\314B\314B'),
(U&'\3131\314F', U&'\3131\314F'),
-- letters that every normal form of Unicode writes as two
(U&'\0958\0932\092E', U&'\0915\093C\0932\092E'),
(U&'\09B8\09AE\09DF', U&'\09B8\09AE\09AF\09BC'),
-- the same letter, written in other ways
(U&'u\0308ru\0308n', 'ürün'),
(U&'I\0307sim', 'isim'),
(U&'J\030C', U&'\01F0'),
('ＴＩＴＬＥ', 'title'),
('ﬁnish', 'finish'),
('ｶｰﾄﾞ', 'カード'),
(U&'\FEB3\FEFC', U&'\0633\0644\0627'),
(U&'a\0E01\0E33\FF22\0308', U&'a\0E01\0E33b\0308'),
('m²', 'm2'),
-- what cannot be seen is left out
(U&'sign\200Bup', 'signup'),
(U&'\FEFFsignup', 'signup'),
(U&'sign\00ADup', 'signup'),
(U&'sign\202Epu\2066', 'signpu'),
(U&'\0645\06CC\200C\062E\0648\0627\0647\0645', U&'\0645\06CC\062E\0648\0627\0647\0645'),
(U&'\3164\115F\2800', 'unnamed'),
(U&'\200B\200D\FEFF', 'unnamed'),
(U&'a\+0E0041b\FE0F', 'ab'),
-- neither a letter nor a digit
('🛒', 'unnamed'),
('🛒 Sepet 🛍️', 'sepet'),
('1️⃣ step', 'n1_step'),
('👨‍👩‍👧 family', 'family'),
(E'a\u001b[31mRED\u001b]0;x\u0007', 'a_31mred_0_x'),
(E'a\tb\nc', 'a_b_c'),
('a…b—c«d»', 'a_b_c_d'),
('5€', 'n5'),
(U&'\E000\F8FF', 'unnamed'),
(U&'a\3000b\00A0c\2028d', 'a_b_c_d'),
('a।b', 'a_b'),
-- the first character, and words of SQL
('1st', 'n1st'),
('٣ steps', '٣_steps'),
(U&'\0301abc', 'abc'),
('__u_', 'u'),
('a__b', 'a_b'),
('select', 'select_'),
('SELECT', 'select_'),
('json', 'json_'),
('System User', 'system_user_'),
('ＳＥＬＥＣＴ', 'select_'),
('user', 'user_'),
('between', 'between_'),
('pg_class', 'npg_class'),
('PG_temp', 'npg_temp'),
('pgbouncer', 'pgbouncer'),
('Purchase Order!', 'purchase_order'),
('name; drop table x; --', 'name_drop_table_x'),
('', 'unnamed'),
('%I%L', 'i_l'),
('\', 'unnamed'),
('$$', 'unnamed'),
-- at most 55 bytes, cut at a character
(repeat('x', 300), repeat('x', 55)),
(repeat('ü', 300), repeat('ü', 27)),
('x' || repeat('ü', 300), 'x' || repeat('ü', 27)),
(repeat('注', 300), repeat('注', 18)),
(repeat('𠀀', 300), repeat('𠀀', 13)),
(repeat('a', 54) || ' b', repeat('a', 54));

select plan(10);

select results_eq(
    'select given, hardal_private.safe_name(given) from cases',
    'select given, expected from cases',
    'a text gives its name'
);
select is_empty(
    'select expected from cases where not hardal_private.is_plain_name(expected)',
    'each of these names can be written without quotes'
);
select is_empty(
    $$ select expected from cases where hardal_private.safe_name(expected) not in (expected) $$,
    'a name gives itself'
);
do $do$
declare
    v_name text;
begin
    for v_name in select expected from cases loop
        execute format('create temp view %s as select 1 as %s', v_name, v_name);
        execute format('select %s from %s', v_name, v_name);
        execute format('drop view %I', v_name);
    end loop;
end
$do$;
select pass('PostgreSQL reads each name without quotes as it stands');
select is(
    array(
        select hardal_private.is_plain_name(n.name)
        from unnest(array[
            'Çıkış', 'A', '1a', 'a b', 'select', '', 'pg_x', 'a-b', repeat('ü', 32),
            U&'u\0308', U&'a\200B', '🛒'
        ]) as n (name)
    ),
    array_fill(false, array[12]),
    'a name that would need quotes, or is read as another, is none'
);
select is(
    hardal_private.cut_name('aüb', 2) || hardal_private.cut_name('aüb', 3), 'aaü',
    'a name is cut at a character'
);
select is_empty(
    $$
    select k.word
    from pg_get_keywords() as k
    where k.catcode <> 'U' and not hardal_private.is_keyword(k.word)
    $$,
    'no word of this server is missing in the list of words'
);
select is(
    hardal_private.free_name('purchase', '{purchase,purchase_2}'), 'purchase_3',
    'a name that is taken gets a number'
);
select is(
    hardal_private.free_name(repeat('ü', 31), array[repeat('ü', 31)]::name[]),
    (repeat('ü', 30) || '_2')::name,
    'the number has room behind a long name'
);
select is(
    octet_length(
        hardal_private.free_name(
            'aa' || repeat('注', 20), array['aa' || repeat('注', 20)]::name[]
        )::text
    ),
    61,
    'bytes are counted, not characters'
);
