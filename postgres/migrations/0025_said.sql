-- oldest: 16
-- What was said, for the desk's search: a member's words, replies, notes, and what a ticket itself says, each as it is
-- compared, and by its pairs of letters as numbers. A row goes as soon as the words that it is of are changed or wiped.
CREATE TABLE said (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation bigint      NOT NULL,
    line         bigint      NOT NULL DEFAULT 0,  -- of the transcript; 0 = none
    ticket       text        NOT NULL DEFAULT '', -- number, of a note and of what a ticket says
    entry        bigint      NOT NULL DEFAULT 0,  -- of the ticket's log; 0 = none
    at           timestamptz NOT NULL,
    source       text        NOT NULL CHECK (source IN ('member', 'staff', 'note', 'ticket')),
    words        text        NOT NULL, -- in one width, case, kana and form of characters: chars.Seek
    grams        integer[]   NOT NULL  -- among them one that stands for the week
);
CREATE UNIQUE INDEX said_line   ON said (conversation, line) WHERE line > 0;
CREATE UNIQUE INDEX said_entry  ON said (entry) WHERE entry > 0;
CREATE UNIQUE INDEX said_ticket ON said (ticket) WHERE source = 'ticket';
CREATE INDEX said_grams         ON said USING gin (grams) WITH (fastupdate=off);
CREATE INDEX tickets_conversation ON tickets (conversation, opened);

-- How far what was said before this table came has been read.
CREATE TABLE said_until (
    one     boolean     PRIMARY KEY DEFAULT true CHECK (one),
    lines   timestamptz NOT NULL DEFAULT '-infinity', -- of transcripts, by when they came
    entries bigint      NOT NULL DEFAULT 0,           -- of logs
    tickets bigint      NOT NULL DEFAULT 0
);
INSERT INTO said_until DEFAULT VALUES;

CREATE FUNCTION forget_said() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'messages'      THEN DELETE FROM said WHERE conversation = OLD.conversation AND line = OLD.seq AND line > 0;
        WHEN 'ticket_events' THEN DELETE FROM said WHERE entry = OLD.id AND entry > 0;
        WHEN 'tickets'       THEN DELETE FROM said WHERE ticket = OLD.number AND source = 'ticket';
    END CASE;
    RETURN NULL;
END $$;

CREATE TRIGGER messages_said      AFTER DELETE OR UPDATE OF body ON messages      FOR EACH ROW EXECUTE FUNCTION forget_said();
CREATE TRIGGER ticket_events_said AFTER DELETE OR UPDATE OF text ON ticket_events FOR EACH ROW EXECUTE FUNCTION forget_said();
CREATE TRIGGER tickets_said       AFTER UPDATE OF words ON tickets FOR EACH ROW
    WHEN (NEW.words = '' OR NEW.erased IS DISTINCT FROM OLD.erased) EXECUTE FUNCTION forget_said();
