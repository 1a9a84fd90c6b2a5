-- Searches that found nothing, counted by month, city and technique; times taken found by when they end.

CREATE TABLE missed_search (
    jurisdiction TEXT NOT NULL,
    month TEXT NOT NULL,
    place TEXT NOT NULL,
    technique TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, month, place, technique)
) WITHOUT ROWID;

CREATE INDEX slot_until ON slot (until);
