-- A web session may have several tokens at once: a fresh one is given before the old one ends, and
-- whoever never got it goes on with the old one.
ALTER TABLE web_sessions DROP CONSTRAINT web_sessions_id_key;
CREATE INDEX web_sessions_id ON web_sessions (id);
