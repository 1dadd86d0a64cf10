-- oldest: 19
-- What a draft changes, as it was when somebody made a link to it for who has no account here. No names stand in it.
CREATE TABLE draft_links (
    number     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash       bytea       NOT NULL UNIQUE, -- SHA-256 of the link's token
    collection text        NOT NULL,
    ordinal    integer     NOT NULL,
    was        jsonb,                       -- the entry; null: it is new
    body       jsonb       NOT NULL,        -- the draft
    who        text        NOT NULL,        -- has made the link
    at         timestamptz NOT NULL
);
CREATE INDEX draft_links_entry ON draft_links (collection, ordinal);
CREATE INDEX draft_links_at    ON draft_links (at);
