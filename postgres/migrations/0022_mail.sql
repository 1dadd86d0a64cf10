-- oldest: 16
-- Mails that come in. (The program of before knows no such events: it sets one aside as decided, with the files
-- it would have fetched; so do not go back while mails wait.)

-- What makes the addresses and Message-IDs of our mails such that nobody else can make one.
CREATE TABLE mail_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea   NOT NULL
);

-- Files that came with a mail, until they are fetched into files as those of other channels are.
CREATE TABLE mail_files (
    id      text        PRIMARY KEY, -- the file's id in its event
    number  bigint      GENERATED ALWAYS AS IDENTITY, -- by which retention goes
    address text        NOT NULL, -- who sent the mail: "email::kimura@minato.example"
    content bytea       NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX mail_files_at ON mail_files (at);

-- How far a mailbox has been read.
CREATE TABLE mailboxes (
    name     text   PRIMARY KEY, -- "user@host/INBOX"
    validity bigint NOT NULL,    -- the mailbox's UIDVALIDITY
    uid      bigint NOT NULL     -- of the last mail that was taken in
);
