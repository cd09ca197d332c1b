-- Makes the role and the database of one service, if they are not there. Says "changed" when it did something.
-- Before it stand \set name and \set password: secrets come in by the standard input only.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';

SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', :'name', :'password')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name')
\gexec

SELECT NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') AS missing
\gset
\if :missing
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
-- No service reads another's tables.
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
\echo changed
\endif
