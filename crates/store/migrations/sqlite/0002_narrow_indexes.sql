-- A reservation touches as few index pages as it can: each is written to the log whole. A pending transfer is
-- not looked for by its accounts, which lie all over an index, but by what it is set aside for, which is new.

DROP INDEX transfer_debit;
CREATE INDEX transfer_debit ON transfer (debit, at) WHERE kind <> 'pending';
DROP INDEX transfer_credit;
CREATE INDEX transfer_credit ON transfer (credit, at) WHERE kind <> 'pending';
CREATE INDEX transfer_pending ON transfer (reference) WHERE kind = 'pending';
