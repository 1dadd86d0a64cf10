-- oldest: 16
-- What an office turns on for a while when a day goes wrong (package switches), on top of its file. Rows stay: they
-- are what was in force when. They hold nothing of members; who turned them is in the audit trail as well.
CREATE TABLE switches (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text        NOT NULL CHECK (kind IN ('closed', 'notice', 'silent', 'busy')),
    begins     timestamptz NOT NULL,
    ends       timestamptz,
    words      text        NOT NULL DEFAULT '',
    programmes text[]      NOT NULL DEFAULT '{}',
    channels   text[]      NOT NULL DEFAULT '{}',
    days       integer     NOT NULL DEFAULT 0,
    push       boolean     NOT NULL DEFAULT false,
    made       timestamptz NOT NULL,
    made_by    text        NOT NULL,
    made_name  text        NOT NULL,
    off        timestamptz,
    off_by     text        NOT NULL DEFAULT '',
    off_name   text        NOT NULL DEFAULT '',
    request    text        UNIQUE, -- the form's own mark: pressed twice, it is one switch
    CHECK (ends > begins),
    CHECK (kind <> 'closed' OR ends IS NOT NULL)
);

CREATE INDEX switches_on ON switches (id) WHERE off IS NULL;

-- The promises that a closure has moved, so that they can be moved back.
CREATE TABLE moved_promises (
    switch   bigint      NOT NULL REFERENCES switches,
    ticket   text        NOT NULL,
    was      timestamptz NOT NULL,
    due      timestamptz NOT NULL, -- what it was moved to
    moved    timestamptz NOT NULL,
    restored timestamptz,          -- when it was looked at again, after the closure was undone
    PRIMARY KEY (switch, ticket)
);

CREATE INDEX moved_promises_ticket ON moved_promises (ticket);
