-- oldest: 16
-- What a publication changed, who published it and what was there before, so that it can be taken back whole.
--
-- An entry that members are not answered with has the number of its document negated: the program of before,
-- which knows no states, finds it in no document, neither serves nor touches it, and gives its number to
-- nothing else. (A program of before schema 14 would serve it, and so may not run on this one. Those of 14 and 15, which
-- would not, were never released: what nobody runs is not promised.)
ALTER TABLE entries
    ADD COLUMN state         text        NOT NULL DEFAULT 'public' CHECK (state IN ('public', 'draft', 'withdrawn')),
    ADD COLUMN missing_since timestamptz, -- null for one that the program of before has found missing
    ADD COLUMN kept_by       text        NOT NULL DEFAULT '', -- who decided that a missing entry goes on being answered
    ADD COLUMN term          jsonb, -- its term as a person confirmed it; one without days was refused; null: as proposed
    ADD COLUMN term_by       text        NOT NULL DEFAULT '',
    ADD COLUMN confirmed     timestamptz, -- when a person last confirmed something of it
    ADD CONSTRAINT entries_served CHECK ((state = 'public') = (document > 0));

-- The latest one of a document that is not undone can be undone.
CREATE TABLE publications (
    collection text        NOT NULL REFERENCES collections,
    document   integer     NOT NULL,
    number     integer     NOT NULL CHECK (number > 0), -- counts the document's publications
    act        text        NOT NULL CHECK (act IN ('import', 'inherit', 'publish', 'withdraw')),
    at         timestamptz NOT NULL,
    who        text        NOT NULL,
    changes    jsonb       NOT NULL, -- what was told of it
    before     jsonb       NOT NULL, -- the document and all its entries as they were; without a document it was new
    source     bytea       NOT NULL DEFAULT '', -- the digest of its file, see originals
    undone     timestamptz,
    undone_by  text        NOT NULL DEFAULT '',
    PRIMARY KEY (collection, document, number)
);

-- Files as they came in, by their digest: what was published can always be looked up in its own form.
CREATE TABLE originals (
    digest  bytea       PRIMARY KEY,
    name    text        NOT NULL,
    content bytea       NOT NULL,
    saved   timestamptz NOT NULL
);

-- Files that somebody looks at before they are published. What is not published is forgotten after a week.
CREATE TABLE uploads (
    id         text        PRIMARY KEY,
    number     bigint      GENERATED ALWAYS AS IDENTITY, -- by which retention goes
    collection text        NOT NULL,
    name       text        NOT NULL,
    title      text        NOT NULL,
    content    bytea       NOT NULL,
    who        text        NOT NULL,
    at         timestamptz NOT NULL
);
CREATE INDEX uploads_at ON uploads (at);
