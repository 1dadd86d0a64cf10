-- oldest: 19
-- Tickets that ask the same: the first of them that did, by its ID. 0 = it asks nothing that can be compared; NULL = it
-- was not looked at yet.
ALTER TABLE tickets ADD COLUMN alike bigint;

CREATE INDEX tickets_unlike ON tickets (id) WHERE open AND alike IS NULL;
CREATE INDEX tickets_alike  ON tickets (alike, id) WHERE open AND alike > 0;

-- One reply that went to several tickets at once. Its words stand in the tickets.
CREATE TABLE bulk_replies (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    who      text        NOT NULL,
    who_name text        NOT NULL,
    request  text        NOT NULL UNIQUE, -- the form's mark: pressed twice, it is sent once
    undone   timestamptz,                 -- somebody has called it back
    undone_by text      NOT NULL DEFAULT ''
);

CREATE TABLE bulk_reply_tickets (
    bulk     bigint  NOT NULL REFERENCES bulk_replies ON DELETE CASCADE,
    place    integer NOT NULL,
    ticket   text    NOT NULL,           -- number
    event    text    NOT NULL UNIQUE,    -- that replies
    done     boolean,                    -- NULL = it is not decided yet; false = it was refused
    delivery bigint  NOT NULL DEFAULT 0, -- of the reply
    PRIMARY KEY (bulk, ticket)
);
