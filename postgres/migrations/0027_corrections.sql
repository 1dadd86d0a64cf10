-- oldest: 16
-- Notices that correct what members were told: who was given an entry as it was before is told once.
CREATE TABLE corrections (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref      text        NOT NULL,
    versions integer[]   NOT NULL,
    since    timestamptz,
    until    timestamptz,
    question text        NOT NULL,
    fault    text        NOT NULL CHECK (fault IN ('ours', 'rule')),
    line     text        NOT NULL,
    push     boolean     NOT NULL,
    state    text        NOT NULL CHECK (state IN ('writing', 'asked', 'sending', 'stopped')),
    version  integer     NOT NULL DEFAULT 1,
    author   text        NOT NULL,
    who      text        NOT NULL,
    made     timestamptz NOT NULL,
    reviewer text        NOT NULL DEFAULT '',
    deadline text        NOT NULL DEFAULT '',
    reason   text        NOT NULL DEFAULT '',
    decided  text        NOT NULL DEFAULT '',
    sent     timestamptz,
    told     integer     NOT NULL DEFAULT 0 -- how many it was to go to
);
CREATE INDEX corrections_ref ON corrections (ref, id);

-- Whom a notice goes to, frozen when it was sent. 'due': the event that says it has not been decided; 'owed': it
-- waits for an answer that costs nothing; 'out': the delivery has the rest; 'gone': nobody could read it.
CREATE TABLE correction_receivers (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    correction   bigint      NOT NULL REFERENCES corrections,
    conversation bigint      NOT NULL,
    answered     timestamptz NOT NULL,
    times        integer     NOT NULL,
    version      integer     NOT NULL,
    state        text        NOT NULL CHECK (state IN ('due', 'owed', 'out', 'gone', 'dropped')),
    delivery     bigint      NOT NULL DEFAULT 0,
    UNIQUE (correction, conversation)
);
CREATE INDEX correction_receivers_open ON correction_receivers (conversation) WHERE state IN ('due', 'owed');

-- Who was given a version of an entry.
CREATE INDEX answered_given ON answered (ref, version) WHERE verdict IN ('answer', 'chosen', 'feedback', 'sent');
