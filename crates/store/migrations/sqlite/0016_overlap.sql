-- The twin of PostgreSQL's: a file has no net of this kind, and nothing that stands in for it.
DROP TRIGGER IF EXISTS slot_came;
