-- oldest: 16
-- What is counted of a ticket, one row each, so that reports stay the same when the words are gone: no words, no person,
-- and of a company a number drawn from its name, which another takes the place of as soon as no ticket of it is kept.
CREATE TABLE ticket_figures (
    ticket    bigint      PRIMARY KEY, -- tickets.id
    version   integer     NOT NULL,    -- tickets.version that was read: an older reading changes nothing
    day       date        NOT NULL,    -- in Japan, on which it was opened
    opened    timestamptz NOT NULL,
    kind      text        NOT NULL,
    programme text        NOT NULL,
    channel   text        NOT NULL,    -- by which its member came
    team      text        NOT NULL,
    status    text        NOT NULL,
    complaint boolean     NOT NULL,
    spam      boolean     NOT NULL,
    countries text[]      NOT NULL,
    topics    text[]      NOT NULL,    -- labels of the lists that its form offers
    company   bigint,                  -- NULL: it names none
    first     boolean     NOT NULL,    -- of its company's
    due       timestamptz,
    replied   timestamptz,
    closed    timestamptz
);
CREATE INDEX ticket_figures_day     ON ticket_figures (day);
CREATE INDEX ticket_figures_company ON ticket_figures (company, opened, ticket) WHERE company IS NOT NULL;

-- By what companies' numbers are drawn.
CREATE TABLE figures_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea   NOT NULL
);

-- Tickets that are to be read for the figures. Without a key: whoever changes a ticket waits for nobody.
CREATE TABLE figures_due (
    ticket bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
INSERT INTO figures_due SELECT id FROM tickets;

-- By a trigger, so that the program of before is counted, too.
CREATE FUNCTION note_figures() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO figures_due VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER tickets_figures_made AFTER INSERT ON tickets
    FOR EACH ROW EXECUTE FUNCTION note_figures();
CREATE TRIGGER tickets_figures AFTER UPDATE OF kind, programme, status, team, tags, fields, due, replied, closed, erased ON tickets
    FOR EACH ROW EXECUTE FUNCTION note_figures();

-- How far a question has got into the sums: 0 = not yet, 1 = what it was answered with, 2 = also how it went on.
ALTER TABLE answered ADD COLUMN counted smallint NOT NULL DEFAULT 0;
CREATE INDEX answered_uncounted ON answered (id) WHERE counted = 0;
CREATE INDEX answered_unended   ON answered (id) WHERE counted = 1;

-- The daily sums of questions. They stay when the questions go.
CREATE TABLE question_days (
    day       date    NOT NULL, -- in Japan
    programme text    NOT NULL,
    channel   text    NOT NULL,
    what      text    NOT NULL CHECK (what IN ('answer', 'suggest', 'choices', 'form', 'handoff', 'chosen', 'helped', 'unhelped', 'handed', 'went_on', 'left')),
    ref       text    NOT NULL, -- the entry that was shown, of answer and chosen; else ''
    n         integer NOT NULL,
    PRIMARY KEY (day, programme, channel, what, ref)
);

-- What the office has written for a year's printed report.
CREATE TABLE report_comments (
    year      integer     NOT NULL, -- the one in which its April is
    programme text        NOT NULL,
    comment   text        NOT NULL,
    who       text        NOT NULL,
    saved     timestamptz NOT NULL,
    PRIMARY KEY (year, programme)
);
