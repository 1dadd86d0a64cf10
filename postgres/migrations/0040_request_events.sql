-- oldest: 19
-- The ID of the event that a request under a key makes. It is drawn for each series of attempts: what was refused
-- has taken its ID for ever, and the next attempt needs another. Those under way have the one that was made of the key.
-- What came of the event is written in the turn that decides it: whoever worked on the request may have died.
ALTER TABLE api_requests
    ADD COLUMN event   text NOT NULL DEFAULT '',
    ADD COLUMN outcome jsonb; -- NULL = it is not decided

UPDATE api_requests
SET    event = 'api:' || application || ':' || encode(substring(sha256(convert_to(key, 'UTF8')) FROM 1 FOR 16), 'hex')
WHERE  status IS NULL;

CREATE INDEX api_requests_event ON api_requests (event) WHERE event <> '';

-- What was asked for under a key of the API is found by it: see audit_request.
CREATE INDEX audit_drafted ON audit (request) WHERE act = 'faq.drafted' AND request <> '';
