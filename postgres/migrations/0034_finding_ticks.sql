-- oldest: 19
-- What was found in the FAQ and a person has said is as it should be. The key holds the text that it was found in.
CREATE TABLE finding_ticks (
    key  text        PRIMARY KEY,
    kind text        NOT NULL,
    ref  text        NOT NULL, -- of the entry, or a programme
    what text        NOT NULL, -- the words in question
    why  text        NOT NULL,
    who  text        NOT NULL,
    at   timestamptz NOT NULL
);
