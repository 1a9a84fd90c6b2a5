-- The twin of PostgreSQL's: a file has one writer at a time, which sees when another has written.
SELECT 1 WHERE 0;
