-- Gives the role of one service its password.
-- Before it stand \set name and \set password: secrets come in by the standard input only.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
ALTER ROLE :"name" PASSWORD :'password';
