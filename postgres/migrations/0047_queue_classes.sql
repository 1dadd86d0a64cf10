-- oldest: 19
-- The queue under its filters, at a million tickets. Tickets that have status, kind, programme, team and channel in common
-- are a class. There are some hundred classes, whatever the number of tickets, so that any choice by those lists is a
-- choice of classes, of each of which the first rows are read from an index: a choice that nothing fits reads nothing,
-- and none walks through all tickets in search of the few that fit.
ALTER TABLE tickets ADD COLUMN class bigint NOT NULL
    GENERATED ALWAYS AS (hashtextextended(status || E'\n' || kind || E'\n' || programme || E'\n' || team || E'\n' || split_part(contact, ':', 1), 0)) STORED,
    ADD COLUMN period integer NOT NULL -- in which thirty days it was opened
    GENERATED ALWAYS AS (floor(date_part('epoch', opened AT TIME ZONE 'UTC') / 2592000)) STORED;

CREATE TABLE ticket_classes (
    class     bigint PRIMARY KEY, -- tickets.class
    status    text   NOT NULL,
    kind      text   NOT NULL,
    programme text   NOT NULL,
    team      text   NOT NULL,
    channel   text   NOT NULL     -- the member's
);
INSERT INTO ticket_classes SELECT DISTINCT class, status, kind, programme, team, split_part(contact, ':', 1) FROM tickets;

-- By a trigger, so that the tickets of the program of before are found, too.
CREATE FUNCTION note_class() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ticket_classes WHERE class = NEW.class) THEN
        INSERT INTO ticket_classes (class, status, kind, programme, team, channel)
        VALUES (NEW.class, NEW.status, NEW.kind, NEW.programme, NEW.team, split_part(NEW.contact, ':', 1))
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tickets_class_made AFTER INSERT ON tickets
    FOR EACH ROW EXECUTE FUNCTION note_class();
CREATE TRIGGER tickets_class AFTER UPDATE OF status, kind, programme, team, contact ON tickets
    FOR EACH ROW EXECUTE FUNCTION note_class();

-- Each order in which a list is read: within a class, of one person, and of all. What a list is narrowed by beside that
-- stands in the index, too, so that only the rows of the page are read from the table.
CREATE INDEX tickets_class_heard   ON tickets (class, urgent DESC, heard DESC, id DESC) INCLUDE (opened);
CREATE INDEX tickets_class_touched ON tickets (class, touched DESC, id DESC) INCLUDE (opened);
CREATE INDEX tickets_class_due     ON tickets (class, due, id) INCLUDE (opened);
CREATE INDEX tickets_class_closed  ON tickets (class, closed DESC, id DESC) INCLUDE (opened) WHERE NOT open;
CREATE INDEX tickets_class_opened  ON tickets (class, opened DESC, id DESC) INCLUDE (urgent, heard, touched, due, closed);

CREATE INDEX tickets_person_heard   ON tickets (assignee, urgent DESC, heard DESC, id DESC) INCLUDE (class, opened, open);
CREATE INDEX tickets_person_touched ON tickets (assignee, touched DESC, id DESC) INCLUDE (class, opened, open);
CREATE INDEX tickets_person_due     ON tickets (assignee, due, id) INCLUDE (class, opened, open);
CREATE INDEX tickets_person_closed  ON tickets (assignee, closed DESC, id DESC) INCLUDE (class, opened, open) WHERE NOT open;
CREATE INDEX tickets_person_opened  ON tickets (assignee, opened DESC, id DESC) INCLUDE (class, open, urgent, heard, touched, due, closed);

-- Days: the same within each thirty days of opening.
CREATE INDEX tickets_period_heard   ON tickets (period, urgent DESC, heard DESC, id DESC) INCLUDE (opened, open);
CREATE INDEX tickets_period_touched ON tickets (period, touched DESC, id DESC) INCLUDE (opened, open);
CREATE INDEX tickets_period_due     ON tickets (period, due, id) INCLUDE (opened, open);
CREATE INDEX tickets_period_closed  ON tickets (period, closed DESC, id DESC) INCLUDE (opened, open) WHERE NOT open;

CREATE INDEX tickets_heard  ON tickets (urgent DESC, heard DESC, id DESC);
CREATE INDEX tickets_due    ON tickets (due, id);
CREATE INDEX tickets_opened ON tickets (opened DESC, id DESC) INCLUDE (open);
CREATE INDEX tickets_tags   ON tickets USING gin (tags) WITH (fastupdate=off); -- those that are planned for somebody

-- The tabs of open tickets: what they are narrowed and sorted by stands in their indexes, too.
DROP INDEX tickets_tab_new, tickets_tab_mine, tickets_tab_status, tickets_tab_running;
CREATE INDEX tickets_tab_new ON tickets (urgent DESC, heard DESC, id DESC)
    INCLUDE (class, assignee, opened, touched, due) WHERE assignee = '' AND status IN ('received', 'working');
CREATE INDEX tickets_tab_mine ON tickets (assignee, urgent DESC, heard DESC, id DESC)
    INCLUDE (class, opened, touched, due) WHERE open;
CREATE INDEX tickets_tab_status ON tickets (status, urgent DESC, heard DESC, id DESC)
    INCLUDE (opened) WHERE open;
CREATE INDEX tickets_tab_running ON tickets (due, id)
    INCLUDE (class, assignee, opened, urgent, heard, touched) WHERE replied IS NULL AND due IS NOT NULL AND status IN ('received', 'working');

-- That open follows from the status, which the planner would take for two independent things.
CREATE STATISTICS tickets_open (mcv) ON status, open FROM tickets;
