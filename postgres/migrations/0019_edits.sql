-- oldest: 17
-- The office changes its entries itself, not only by documents.
--
-- What a document said of an entry stands beside what the office has made of it, so that the document's next
-- edition takes over what it has changed and nothing else. (The program of before does not know of it: a
-- document that it reads has its say. What was written stays among the versions.)
ALTER TABLE entries
    ADD COLUMN printed  jsonb,            -- what its document says, where the entry says something else; null: body is that
    ADD COLUMN position double precision; -- where it stands in its programme, where somebody has moved it; null: as in its document

ALTER TABLE entry_versions
    ADD COLUMN who text NOT NULL DEFAULT '', -- '' where it is not known
    ADD COLUMN act text NOT NULL DEFAULT '';

ALTER TABLE publications
    DROP CONSTRAINT publications_act_check,
    ADD  CONSTRAINT publications_act_check CHECK (act IN ('import', 'inherit', 'publish', 'withdraw', 'edit'));

-- Entries as somebody is changing them. The number of a new one is kept free for it.
CREATE TABLE drafts (
    collection text        NOT NULL,
    ordinal    integer     NOT NULL CHECK (ordinal > 0),
    title      text        NOT NULL, -- of a programme that has no FAQ yet
    body       jsonb       NOT NULL,
    base       integer     NOT NULL, -- the version it was made of; 0: the entry is new
    version    integer     NOT NULL, -- counts how often it was saved
    state      text        NOT NULL DEFAULT 'writing' CHECK (state IN ('writing', 'asked', 'returned', 'approved')),
    authors    text[]      NOT NULL, -- who have saved it; they may not approve it
    who        text        NOT NULL, -- who did so last
    saved      timestamptz NOT NULL,
    reviewer   text        NOT NULL DEFAULT '', -- who was asked; '' is anybody who may
    deadline   text        NOT NULL DEFAULT '',
    asked      timestamptz,
    decided    text        NOT NULL DEFAULT '', -- who has approved it or sent it back
    reason     text        NOT NULL DEFAULT '', -- why it was sent back
    due        timestamptz, -- when it is published by itself
    PRIMARY KEY (collection, ordinal)
);
CREATE INDEX drafts_due ON drafts (due) WHERE due IS NOT NULL;
