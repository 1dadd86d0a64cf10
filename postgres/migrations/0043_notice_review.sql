-- oldest: 19
-- A notice is approved by the rules by which an entry is: none of those who have written it, and, where somebody was
-- asked, nobody else. "author" is the last of them, for programs that know one alone.
ALTER TABLE corrections
    ADD COLUMN authors     text[]      NOT NULL DEFAULT '{}', -- who have written it; they may not approve it
    ADD COLUMN reviewer_id text        NOT NULL DEFAULT '',   -- the account of who was asked; '' is anybody who may
    ADD COLUMN asked       timestamptz;
UPDATE corrections
SET    authors = ARRAY[author];
UPDATE corrections n
SET    reviewer_id = 'staff:' || a.id
FROM   accounts a
WHERE  n.reviewer <> '' AND a.name = n.reviewer AND a.ends IS NULL;
