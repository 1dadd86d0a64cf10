-- oldest: 19
-- What was changed of the office file at the desk (package office/edits), a row for each version of a part. The latest
-- version of a part lies over the file; an empty body gives the part back to it. Rows stay: they are the history.
CREATE TABLE office_edits (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    part      text        NOT NULL,
    version   integer     NOT NULL CHECK (version > 0),
    body      text        NOT NULL, -- as the office file would say it
    basis     text        NOT NULL, -- what the file said of it then
    made      timestamptz NOT NULL,
    made_by   text        NOT NULL,
    made_name text        NOT NULL,
    request   text        UNIQUE,   -- the form's own mark: pressed twice, it is one edit
    moved     timestamptz,          -- since when the promises that it broke are on their way to another day
    UNIQUE (part, version)          -- two people who have seen the same version do not both change it
);

CREATE INDEX office_edits_unmoved ON office_edits (id) WHERE moved IS NULL;
