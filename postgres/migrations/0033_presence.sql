-- oldest: 16
-- Who has a ticket's page before them now, or is writing to its member. It holds nothing of members, and is worth
-- nothing after a few minutes.
CREATE TABLE ticket_presence (
    ticket  bigint      NOT NULL REFERENCES tickets ON DELETE CASCADE,
    account bigint      NOT NULL REFERENCES accounts,
    seen    timestamptz NOT NULL,
    wrote   timestamptz, -- when they were last seen writing
    PRIMARY KEY (ticket, account)
);

CREATE INDEX ticket_presence_account ON ticket_presence (account);
