-- oldest: 19
-- Whatever changes what members are answered with can be approved: an entry's kind, term and place with its draft,
-- and a whole document, a new edition of it as well as its last publication taken back.
ALTER TABLE drafts
    ADD COLUMN reviewer_id text    NOT NULL DEFAULT '',   -- the account of who was asked; '' is anybody who may
    ADD COLUMN confirms    text[]  NOT NULL DEFAULT '{}', -- of kind and term: what a person has found to be so
    ADD COLUMN after       integer;                       -- behind which entry it is to stand; null: where it stands

UPDATE drafts d
SET    reviewer_id = 'staff:' || a.id
FROM   accounts a
WHERE  d.reviewer <> '' AND a.name = d.reviewer AND a.ends IS NULL;

ALTER TABLE uploads
    ADD COLUMN act         text    NOT NULL DEFAULT 'import' CHECK (act IN ('import', 'back')),
    ADD COLUMN document    integer NOT NULL DEFAULT 0, -- of the publication to be taken back
    ADD COLUMN publication integer NOT NULL DEFAULT 0, -- its number
    ADD COLUMN choice      jsonb   NOT NULL DEFAULT '{}', -- what a person has said of the file
    ADD COLUMN seen        bytea,                      -- the digest of what was asked for
    ADD COLUMN state       text    NOT NULL DEFAULT 'writing' CHECK (state IN ('writing', 'asked', 'returned', 'approved')),
    ADD COLUMN authors     text[]  NOT NULL DEFAULT '{}', -- who have brought it and asked for it; they may not approve it
    ADD COLUMN reviewer    text    NOT NULL DEFAULT '',
    ADD COLUMN reviewer_id text    NOT NULL DEFAULT '',
    ADD COLUMN deadline    text    NOT NULL DEFAULT '',
    ADD COLUMN asked       timestamptz,
    ADD COLUMN decided     text    NOT NULL DEFAULT '',
    ADD COLUMN reason      text    NOT NULL DEFAULT '',
    ADD COLUMN due         timestamptz; -- when it is published by itself
CREATE INDEX uploads_due ON uploads (due) WHERE due IS NOT NULL;

UPDATE uploads u
SET    authors = ARRAY (SELECT 'staff:' || a.id FROM accounts a WHERE a.name = u.who);
