-- oldest: 19
-- Addresses at which other systems are told what happens, and what they are still to be told. The secrets are kept
-- as they are: messages are signed with them.
CREATE TABLE webhooks (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text        NOT NULL CHECK (name <> ''),
    url        text        NOT NULL,
    events     text[]      NOT NULL,
    secret     text        NOT NULL,
    old_secret text        NOT NULL DEFAULT '',
    old_good   timestamptz,
    made_by    text        NOT NULL,
    created    timestamptz NOT NULL
);

-- Nothing here is of members: what may be shown of a ticket is read when the message is sent.
CREATE TABLE webhook_messages (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message  uuid        NOT NULL DEFAULT gen_random_uuid(), -- its ID for the other system
    webhook  bigint      NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    event    text        NOT NULL,
    at       timestamptz NOT NULL,
    data     jsonb       NOT NULL,
    state    text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'dead')),
    attempts integer     NOT NULL DEFAULT 0,
    status   integer     NOT NULL DEFAULT 0,  -- of the last answer
    error    text        NOT NULL DEFAULT '', -- of the last attempt
    due      timestamptz NOT NULL,
    settled  timestamptz
);

CREATE INDEX webhook_messages_due     ON webhook_messages (due) WHERE state = 'pending';
CREATE INDEX webhook_messages_dead    ON webhook_messages (webhook, id) WHERE state = 'dead';
CREATE INDEX webhook_messages_settled ON webhook_messages (settled) WHERE settled IS NOT NULL;
