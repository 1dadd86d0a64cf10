-- oldest: 17
-- What a visitor of the web chat can do beyond talking: send files, end the talk, and ask for a ticket from
-- another browser.

-- A token that was exchanged for a fresh one speaks for nobody any more. For a little while it can be
-- exchanged once more, by whoever never got the fresh one.
ALTER TABLE web_sessions ADD COLUMN retired timestamptz;

-- A file that was sent and whose message has not been decided yet has its content already.
ALTER TABLE files DROP CONSTRAINT files_state_check;
ALTER TABLE files ADD CONSTRAINT files_state_check CHECK (state IN ('arrived', 'wanted', 'kept', 'gone', 'too_big', 'full', 'expired'));
ALTER TABLE files DROP CONSTRAINT files_check;
ALTER TABLE files ADD CONSTRAINT files_check CHECK (CASE state WHEN 'wanted' THEN true ELSE (content IS NOT NULL) = (state IN ('arrived', 'kept')) END);

-- The hash of the code on a ticket's receipt, and how often it was guessed wrong since when.
ALTER TABLE tickets
    ADD COLUMN check_hash  bytea,
    ADD COLUMN check_tries integer     NOT NULL DEFAULT 0,
    ADD COLUMN check_since timestamptz;
