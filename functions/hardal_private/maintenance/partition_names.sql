-- Returns the partitions of a tenant, including those that retention is about to drop.
create or replace function hardal_private.partition_names(tenant text)
returns name[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partitions name[];
begin
    execute format(
        'select array(select p.partition from %I.list_partitions() as p)', tenant || '__store'
    ) into v_partitions;
    return v_partitions;
end
$$;

comment on function hardal_private.partition_names(text) is
'Names of the partitions of a tenant''s events, oldest first';
