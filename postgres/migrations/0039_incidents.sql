-- oldest: 16
-- What an office has to account for when personal data went where it should not (package incident). A reply to the
-- wrong member is named by its ticket and delivery: its words stay where they were, in the ticket's log, and go with it.
CREATE TABLE incidents (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind          text        NOT NULL CHECK (kind IN ('misdirected', 'other')),
    title         text        NOT NULL,
    ticket        text        NOT NULL DEFAULT '',
    delivery      bigint      NOT NULL DEFAULT 0,
    happened      timestamptz,
    known         timestamptz NOT NULL,
    wrongful      boolean     NOT NULL DEFAULT false,
    whose         text        NOT NULL DEFAULT '',
    what          text        NOT NULL DEFAULT '',
    who           text        NOT NULL DEFAULT '',
    count         integer     NOT NULL DEFAULT 0,
    cause         text        NOT NULL DEFAULT '',
    measures      text        NOT NULL DEFAULT '',
    made          timestamptz NOT NULL,
    made_by       text        NOT NULL,
    made_name     text        NOT NULL,
    apology       text        NOT NULL DEFAULT '',
    apology_by    text        NOT NULL DEFAULT '',
    apology_name  text        NOT NULL DEFAULT '',
    approved      timestamptz,
    approved_by   text        NOT NULL DEFAULT '',
    approved_name text        NOT NULL DEFAULT '',
    steps         jsonb       NOT NULL DEFAULT '{}', -- early, full, told, closed: when and by whom
    version       integer     NOT NULL DEFAULT 1,
    CHECK ((approved IS NULL) = (approved_by = '')),
    CHECK (approved IS NULL OR approved_by <> apology_by) -- a second person
);

CREATE UNIQUE INDEX incidents_delivery ON incidents (delivery) WHERE delivery > 0;
