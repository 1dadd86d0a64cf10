-- oldest: 19
-- What a language model was asked, with what it said: all that has left the house for it. The row is written before the
-- question goes out. A turn that is decided again finds its question here and asks nobody.
CREATE TABLE model_calls (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asked        timestamptz NOT NULL,
    event        bigint      NOT NULL DEFAULT 0,   -- the event it is about; 0 = none, or forgotten
    conversation bigint      NOT NULL DEFAULT 0,   -- of the contact, likewise
    key          text        NOT NULL,             -- names the question
    purpose      text        NOT NULL CHECK (purpose IN ('choose', 'fill', 'wordings')),
    server       text        NOT NULL,             -- the host it went to
    model        text        NOT NULL,
    text         text        NOT NULL,             -- as it went out: masked
    given        text[]      NOT NULL,             -- the references or fields that could be named
    outcome      text        NOT NULL DEFAULT '' CHECK (outcome IN ('', 'answered', 'invalid', 'late', 'failed', 'busy')), -- '' = nothing is known yet
    answer       jsonb       NOT NULL DEFAULT '{}',
    ms           integer     NOT NULL DEFAULT 0
);

-- A question about an event goes out once.
CREATE UNIQUE INDEX model_calls_once ON model_calls (event, key) WHERE event <> 0;

-- For erasure on request.
CREATE INDEX model_calls_contact ON model_calls (conversation) WHERE conversation <> 0;
