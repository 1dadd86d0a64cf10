-- oldest: 19
-- How somebody hears by mail of what happens to their tickets: at once where they are not in Slack (''), at once in any
-- case, once a morning, or not at all.
ALTER TABLE accounts ADD COLUMN news text NOT NULL DEFAULT '';
