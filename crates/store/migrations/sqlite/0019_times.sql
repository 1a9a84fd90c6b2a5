-- The twin of PostgreSQL's: nothing is written blind to a file.
SELECT 1 WHERE 0;
