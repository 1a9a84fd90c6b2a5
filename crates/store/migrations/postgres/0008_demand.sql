-- Searches that found nothing, counted by month, city and technique; times taken found by when they end.

CREATE TABLE missed_search (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    technique TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction, month, place, technique)
);

CREATE INDEX slot_until ON slot (until);
