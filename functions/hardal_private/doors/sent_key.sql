-- Returns the key in a credential that an SDK sends. Jitsu's form is id:secret.
create or replace function hardal_private.sent_key(credential text)
returns text
language sql
immutable
parallel safe
return regexp_replace(credential, '^.*:', '');

comment on function hardal_private.sent_key(text) is
'The key in a credential: the part behind the colon, where there is one';
