-- Refuses a server, or a database, that hardal cannot use. Changes nothing.
--
-- Every migrate runs this file before anything else, and so does migrate --dry-run.
do $server$
begin
    if current_setting('server_version_num')::int < 150000 then
        raise exception 'this server is PostgreSQL %', current_setting('server_version')
            using errcode = 'HD409', hint = 'hardal needs 15 or later';
    end if;
    if current_setting('server_encoding') <> 'UTF8' then
        raise exception 'the database % is encoded in %', current_database(),
            current_setting('server_encoding')
            using errcode = 'HD409',
            hint = 'hardal needs UTF8: create database ... encoding ''UTF8'' template template0';
    end if;
    if pg_is_in_recovery() then
        raise exception 'this server is a replica, which cannot be written to'
            using errcode = 'HD409', hint = 'name the primary in the DSN';
    end if;
end
$server$;
