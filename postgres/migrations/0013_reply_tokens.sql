-- oldest: 10
-- Reply tokens wait in a row of their own, not with a delivery, so that none is lost where several
-- come before one is needed. A token is here from the moment its event is stored until a delivery
-- takes it.
CREATE TABLE reply_tokens (
    lane  text        NOT NULL, -- of the contact it answers to
    token text        NOT NULL,
    until timestamptz NOT NULL, -- after which it is not worth trying
    PRIMARY KEY (lane, token)
);
CREATE INDEX reply_tokens_until ON reply_tokens (until);

-- The count of attempts up to which nothing can have arrived. Only where it is the count of all
-- attempts may another token carry the delivery: else it could arrive twice.
ALTER TABLE deliveries ADD COLUMN sure integer NOT NULL DEFAULT 0;

-- What LINE's channel noted of the attempts so far.
UPDATE deliveries
SET    sure = attempt
WHERE  state IN ('pending', 'held', 'dead') AND attempt > 0 AND progress = 'unsent@' || attempt;

-- The tokens of events that are not decided yet. What waits with a token of its own keeps it.
INSERT INTO reply_tokens (lane, token, until)
SELECT i.lane, e.body ->> 'reply_token', (e.body ->> 'reply_until')::timestamptz
FROM   inbox i
       JOIN events e USING (seq)
WHERE  NOT i.dead AND e.body ->> 'reply_token' <> '' AND e.body ->> 'reply_until' IS NOT NULL
ON CONFLICT DO NOTHING;
