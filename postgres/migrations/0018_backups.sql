-- oldest: 16
-- Where this database lives: the cluster's own number and the database's in it, by which a program that
-- opens it finds out that it is a copy that somebody restored elsewhere. Without a row it was never opened.
CREATE TABLE place (
    one   boolean     PRIMARY KEY DEFAULT true CHECK (one),
    home  text        NOT NULL,
    since timestamptz NOT NULL
);

-- Backups that were written, drills in which one was read back, and restorations of this database.
CREATE TABLE backups (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    act    text        NOT NULL CHECK (act IN ('backup', 'drill', 'restore')),
    file   text        NOT NULL DEFAULT '', -- its name without the folder
    began  timestamptz NOT NULL,
    ended  timestamptz NOT NULL,
    bytes  bigint      NOT NULL DEFAULT 0,
    tables jsonb       NOT NULL DEFAULT '{}', -- of a backup, for each table the rows and a sum over them; of the others, what was found
    error  text        NOT NULL DEFAULT ''    -- '' where all went well
);
CREATE INDEX backups_act ON backups (act, id);
