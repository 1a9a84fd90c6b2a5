CREATE TABLE item (
    text text NOT NULL,
    technique text NOT NULL,
    class text NOT NULL,
    place text NOT NULL,
    provider text NOT NULL,
    price bigint NOT NULL,
    words tsvector GENERATED ALWAYS AS (to_tsvector('english', text)) STORED
);
CREATE INDEX item_words ON item USING gin (words);
SET max_parallel_workers_per_gather = 0;
