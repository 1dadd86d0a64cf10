-- oldest: 19
-- How the addresses of other sites in the FAQ's answers fare: what was wrong at the last look ('' = nothing), how many
-- looks have failed in a row, and when the next one is due.
CREATE TABLE faq_links (
    address text PRIMARY KEY,
    fault   text NOT NULL DEFAULT '',
    fails   int NOT NULL DEFAULT 0,
    next    timestamptz NOT NULL
);
