-- A form on its way from one channel to another. It waits beside the hash of a code, and is in no
-- conversation meanwhile.
CREATE TABLE handoffs (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash   bytea       NOT NULL UNIQUE,
    origin text        NOT NULL, -- the contact it was given to
    until  timestamptz NOT NULL, -- good until then; after that only for its origin
    taken  text        NOT NULL DEFAULT '', -- the contact who used the code
    body   jsonb       NOT NULL  -- {} once it is taken
);

-- That a person's data was erased: what, how much, when and by whom, without anything of the person.
CREATE TABLE erasures (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    who       text        NOT NULL, -- of the office
    pseudonym text        NOT NULL, -- stands where the contact's address was; drawn by lot
    counts    jsonb       NOT NULL  -- rows erased, by what they were
);

-- When the words of a ticket were erased; its number, dates and statuses stay for the statistics.
ALTER TABLE tickets ADD COLUMN erased timestamptz;
CREATE INDEX tickets_closed ON tickets (closed) WHERE NOT open AND (erased IS NULL OR erased < closed);

-- Lines come in the order of time, so the smallest kind of index finds the old ones.
CREATE INDEX messages_at ON messages USING brin (at) WITH (pages_per_range = 16);
