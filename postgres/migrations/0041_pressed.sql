-- oldest: 19
-- A form's own mark, so that one that is pressed twice makes one thing. Where a secret comes of a form, that is the mark.
ALTER TABLE incidents   ADD COLUMN request text UNIQUE;
ALTER TABLE corrections ADD COLUMN request text UNIQUE;
ALTER TABLE webhooks    ADD UNIQUE (secret);
