-- oldest: 16
-- Which member of the host site a visitor of the web chat is, as that site has said. Only hashes are kept: who it
-- is stands in the conversation.
ALTER TABLE web_sessions
    ADD COLUMN subject  bytea,                          -- the site's id of the member
    ADD COLUMN replaced boolean NOT NULL DEFAULT false; -- retired because its session became a member's: it is not exchanged again

-- A site's token serves one session, so that nobody who gets hold of it can be its member in another.
CREATE TABLE site_words (
    hash    bytea       PRIMARY KEY,
    session text        NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX site_words_expires ON site_words (expires);
