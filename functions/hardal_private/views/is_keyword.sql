-- Tells whether a word is one that PostgreSQL has for itself, so that a name would need quotes. The
-- list is that of PostgreSQL 15 to 18 together (pg_get_keywords, all but the unreserved), and not
-- the server's own: a name that is made on one release is a name on all of them.
create or replace function hardal_private.is_keyword(word text)
returns boolean
language sql
immutable
parallel safe
return word = any(string_to_array(
    'all analyse analyze and any array as asc asymmetric authorization between bigint binary bit '
    'boolean both case cast char character check coalesce collate collation column concurrently '
    'constraint create cross current_catalog current_date current_role current_schema '
    'current_time current_timestamp current_user dec decimal default deferrable desc distinct do '
    'else end except exists extract false fetch float for foreign freeze from full grant greatest '
    'group grouping having ilike in initially inner inout int integer intersect interval into is '
    'isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query '
    'json_scalar json_serialize json_table json_value lateral leading least left like limit '
    'localtime localtimestamp merge_action national natural nchar none normalize not notnull null '
    'nullif numeric offset on only or order out outer overlaps overlay placing position precision '
    'primary real references returning right row select session_user setof similar smallint some '
    'substring symmetric system_user table tablesample then time timestamp to trailing treat trim '
    'true union unique user using values varchar variadic verbose when where window with '
    'xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot '
    'xmlserialize xmltable',
    ' '
));

comment on function hardal_private.is_keyword(text) is
'Whether PostgreSQL 15, 16, 17 or 18 quotes this word where it is a name';
