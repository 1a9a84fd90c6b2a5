-- What was read and what was sent is forgotten after a while, found by when that was. Whom a payment goes to has a
-- column of its own: the organisation as it is written, empty where a treasury is paid.
CREATE INDEX notice_read ON notice (read_at) WHERE read_at IS NOT NULL;
CREATE INDEX mail_done ON mail (done_at) WHERE done_at IS NOT NULL;

ALTER TABLE payment ADD COLUMN party TEXT NOT NULL DEFAULT '';
UPDATE payment SET party = COALESCE(json_extract(body, '$.receiver.party.party'), '');
CREATE INDEX payment_party ON payment (party);
