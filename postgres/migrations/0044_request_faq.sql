-- oldest: 19
-- What was asked for under a key of the API is found by it, whether a draft was saved or one was published.
CREATE INDEX audit_faq ON audit (request) WHERE act IN ('faq.drafted', 'faq.published') AND request <> '';

DROP INDEX audit_drafted;
