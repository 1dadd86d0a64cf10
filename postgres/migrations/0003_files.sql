-- What members send along. A row is written with the turn that heard of it; a worker fetches the
-- content, for a platform keeps it only for a while.
CREATE TABLE files (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation bigint      NOT NULL REFERENCES conversations,
    address      text        NOT NULL, -- the contact's
    message_id   text        NOT NULL, -- the platform's id of the message it came with
    file_id      text        NOT NULL, -- and of the file
    name         text        NOT NULL DEFAULT '',
    kind         text        NOT NULL DEFAULT '', -- image, video, audio, file
    state        text        NOT NULL DEFAULT 'wanted'
                 CHECK (state IN ('wanted', 'kept', 'gone', 'too_big', 'full', 'expired')),
    size         bigint      NOT NULL DEFAULT 0, -- as announced, and once it is kept as it is
    media_type   text        NOT NULL DEFAULT '', -- as its first bytes show it
    content      bytea,
    attempts     integer     NOT NULL DEFAULT 0,
    due          timestamptz NOT NULL DEFAULT now(), -- of the next attempt, or when the lease of this one ends
    error        text        NOT NULL DEFAULT '',
    created      timestamptz NOT NULL,
    UNIQUE (conversation, file_id),
    CHECK ((content IS NOT NULL) = (state = 'kept'))
);
ALTER TABLE files ALTER COLUMN content SET STORAGE EXTERNAL; -- pictures and documents are compressed already
CREATE INDEX files_wanted ON files (due) WHERE state = 'wanted';
