-- Whether the process that announced itself under this key is still connected. It holds a session's advisory lock, which
-- the server takes back the moment the connection ends: a killed process is known at once, not when its lease runs out.
CREATE FUNCTION is_present(key bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (
        SELECT FROM pg_catalog.pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 1
          AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
          AND classid::bigint = (key >> 32) & 4294967295
          AND objid::bigint = key & 4294967295
    );
