-- oldest: 19
-- When a member sent a request and each line of the talk, by their platform's clock: on the day that a call closes, that
-- is what counts, and not when we came to it. NULL where it is not known.
ALTER TABLE tickets  ADD COLUMN sent timestamptz;
ALTER TABLE messages ADD COLUMN sent timestamptz;
