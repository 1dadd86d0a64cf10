-- oldest: 10
-- A collection keeps its documents apart: an import touches the entries of its own document alone.
-- What was stored before is each collection's first document.
--
-- The first document's body and digest stand in collections, too, where the program before this one
-- reads and writes them; entries refer to no document by a foreign key, because it adds none.
CREATE TABLE documents (
    collection text        NOT NULL REFERENCES collections,
    number     integer     NOT NULL CHECK (number > 0), -- in the order of first import
    name       text        NOT NULL, -- by which it is called: the name of the file it first came in
    body       jsonb       NOT NULL, -- what it says of itself, in the shape of collections.body
    source     bytea       NOT NULL, -- the digest of the file last read
    imported   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (collection, number),
    UNIQUE (collection, name)
);
INSERT INTO documents (collection, number, name, body, source, imported)
SELECT id, 1, coalesce(body->>'document', ''), body, source, imported
FROM   collections;

ALTER TABLE entries
    ADD COLUMN document integer NOT NULL DEFAULT 1;
