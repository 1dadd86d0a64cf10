-- oldest: 16
-- Replies that the office has written once, for its people to begin theirs with. They hold nothing of members.
CREATE TABLE canned_replies (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme  text        NOT NULL DEFAULT '', -- a collection's ID; '' = for all
    name       text        NOT NULL CHECK (name <> ''),
    text       text        NOT NULL CHECK (text <> ''),
    changed    timestamptz NOT NULL,
    changed_by text        NOT NULL DEFAULT '',
    UNIQUE (programme, name)
);
