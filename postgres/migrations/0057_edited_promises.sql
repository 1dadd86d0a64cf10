-- oldest: 19
-- The promises that a change of the office's hours or closures has moved, so that they can be moved back when it is
-- taken back. Beside moved_promises, whose closures are switches.
CREATE TABLE edited_promises (
    edit     bigint      NOT NULL REFERENCES office_edits,
    ticket   text        NOT NULL,
    was      timestamptz NOT NULL,
    due      timestamptz NOT NULL, -- what it was moved to
    why      text        NOT NULL, -- as the member is told it, by which what was not told yet is found
    untold   boolean     NOT NULL, -- the member is not told at all
    moved    timestamptz NOT NULL,
    restored timestamptz,
    PRIMARY KEY (edit, ticket)
);

CREATE INDEX edited_promises_ticket ON edited_promises (ticket);
CREATE INDEX edited_promises_moved ON edited_promises (was) WHERE restored IS NULL;
