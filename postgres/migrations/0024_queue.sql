-- oldest: 16
-- The queue: when a ticket last moved and when its member last wrote, so that it rises; who has read it;
-- and the views that people keep.
ALTER TABLE tickets
    ADD COLUMN touched timestamptz NOT NULL DEFAULT now(), -- the latest entry of its log that is somebody's doing
    ADD COLUMN heard   timestamptz NOT NULL DEFAULT now(); -- the member's latest word

UPDATE tickets t
SET    touched = coalesce((SELECT max(e.at) FROM ticket_events e WHERE e.ticket = t.number AND e.what NOT IN ('looked', 'reminded')), t.opened),
       heard   = coalesce((SELECT max(e.at) FROM ticket_events e WHERE e.ticket = t.number AND e.what IN ('opened', 'member_wrote', 'file')), t.opened);

-- One partial index for each tab, in the order in which the tab is read.
CREATE INDEX tickets_tab_new     ON tickets (urgent DESC, heard DESC, id DESC) WHERE assignee = '' AND status IN ('received', 'working');
CREATE INDEX tickets_tab_mine    ON tickets (assignee, urgent DESC, heard DESC, id DESC) WHERE open;
CREATE INDEX tickets_tab_status  ON tickets (status, urgent DESC, heard DESC, id DESC) WHERE open;
CREATE INDEX tickets_tab_running ON tickets (due, id) WHERE replied IS NULL AND due IS NOT NULL AND status IN ('received', 'working');
CREATE INDEX tickets_tab_closed  ON tickets (closed DESC, id DESC) WHERE NOT open;
CREATE INDEX tickets_touched     ON tickets (touched DESC, id DESC);

-- Until when an account has read a ticket.
CREATE TABLE ticket_reads (
    ticket  bigint      NOT NULL REFERENCES tickets ON DELETE CASCADE,
    account bigint      NOT NULL REFERENCES accounts,
    until   timestamptz NOT NULL,
    PRIMARY KEY (ticket, account)
);

-- A choice of the queue under a name: the filters as they stand in the page's address, which hold nothing of members.
CREATE TABLE desk_views (
    id      bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account bigint  NOT NULL REFERENCES accounts,
    name    text    NOT NULL CHECK (name <> ''),
    query   text    NOT NULL,
    shared  boolean NOT NULL DEFAULT false, -- everybody sees it
    UNIQUE (account, name)
);
