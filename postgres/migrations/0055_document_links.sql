-- oldest: 19
-- What a whole document changes can be seen by a link, too: it is of the document whose upload is named, ordinal is 0
-- and body {}. No names stand in it, either.
ALTER TABLE draft_links ADD COLUMN upload text NOT NULL DEFAULT '', ADD COLUMN document text NOT NULL DEFAULT '', ADD COLUMN changes jsonb;
