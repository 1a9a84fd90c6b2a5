-- The twin of PostgreSQL's: a file has no net of this kind, and nothing that stands in for it.
DROP INDEX IF EXISTS slot_overlap;
