-- The counter's whole memory: what came in, what was decided, what goes out.
--
-- Locks are always taken in this order, so that nothing waits in a circle:
-- conversation, tickets (by id), lanes (by name), deliveries.

-- A process that uses the database has an epoch and holds the advisory lock (1296122951, epoch)
-- in a session of its own for as long as it lives. Whoever can take that lock knows that the
-- process is gone, and may void its leases at once.
CREATE TABLE processes (
    epoch   bigint      PRIMARY KEY,
    host    text        NOT NULL,
    pid     integer     NOT NULL,
    started timestamptz NOT NULL DEFAULT now(),
    ended   timestamptz
);
CREATE SEQUENCE process_epochs OWNED BY processes.epoch;
CREATE INDEX processes_running ON processes (epoch) WHERE ended IS NULL;

-- What came in. An event is stored before its platform is answered; the unique key swallows copies.
-- Rows are not touched again: what remains to be decided is a row of the inbox, which goes when it
-- is. Marking the event instead would write it, and its index entries, a second time.
CREATE TABLE events (
    seq        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel    text        NOT NULL,
    event_id   text        NOT NULL,
    body       jsonb       NOT NULL, -- the event as a whole
    accepted   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (channel, event_id)
);

-- A lane is the address of the contact an event concerns.
CREATE TABLE inbox (
    seq        bigint      PRIMARY KEY, -- of the event
    lane       text        NOT NULL,
    at         timestamptz NOT NULL, -- by the platform's clock: orders a lane, where redelivery shuffles
    process    bigint      NOT NULL, -- the epoch that accepted it and will decide it, if it lives
    accepted   timestamptz NOT NULL DEFAULT now(),
    attempts   integer     NOT NULL DEFAULT 0, -- failed ones
    last_error text        NOT NULL DEFAULT '',
    dead       boolean     NOT NULL DEFAULT false -- set aside for a person
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX inbox_waiting ON inbox (lane, at, seq) WHERE NOT dead;
CREATE INDEX inbox_dead    ON inbox (seq)           WHERE dead;

-- One contact on one channel. Its row lock is what makes turns of a contact follow one another,
-- and what its transcript is numbered under.
CREATE TABLE conversations (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address   text        NOT NULL UNIQUE, -- channel:account:id, the lane
    name      text        NOT NULL DEFAULT '',
    programme text        NOT NULL DEFAULT '',
    reachable boolean     NOT NULL DEFAULT true,
    state     jsonb       NOT NULL DEFAULT '{}',
    last_seq  bigint      NOT NULL DEFAULT 0, -- of its messages
    opened    timestamptz NOT NULL DEFAULT now(),
    touched   timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70); -- every turn writes a row anew: with room in its page, no index has to know

CREATE TABLE tickets (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number        text        NOT NULL UNIQUE,
    kind          text        NOT NULL CHECK (kind IN ('inquiry', 'change', 'consultation')),
    programme     text        NOT NULL DEFAULT '',
    status        text        NOT NULL CHECK (status IN ('received', 'working', 'waiting', 'on_hold', 'resolved', 'cancelled')),
    open          boolean     NOT NULL GENERATED ALWAYS AS (status NOT IN ('resolved', 'cancelled')) STORED,
    version       integer     NOT NULL DEFAULT 1 CHECK (version > 0),
    urgent        boolean     NOT NULL DEFAULT false,
    title         text        NOT NULL DEFAULT '',
    fields        jsonb       NOT NULL DEFAULT '{}',
    form          text        NOT NULL DEFAULT '',
    contact       text        NOT NULL, -- the member's address
    conversation  bigint      NOT NULL REFERENCES conversations,
    channel       text        NOT NULL DEFAULT '', -- the staff channel of its card, an address
    thread        text        NOT NULL DEFAULT '', -- the card there; written when it was posted, see Settle
    team          text        NOT NULL DEFAULT '',
    route_reason  text        NOT NULL DEFAULT '',
    assignee      text        NOT NULL DEFAULT '', -- a person's id, '' while nobody has it
    assignee_name text        NOT NULL DEFAULT '',
    opened        timestamptz NOT NULL,
    due           timestamptz,
    snoozed       timestamptz,
    replied       timestamptz,
    closed        timestamptz,
    trace         jsonb       NOT NULL DEFAULT '{}',
    tags          text[]      NOT NULL DEFAULT '{}',
    -- For search: what can be searched, folded, and its pairs of letters as numbers. Trigrams know
    -- no short Japanese words; pairs find "解約" among a million tickets in under 50 ms.
    words         text        NOT NULL DEFAULT '',
    pairs         integer[]   NOT NULL DEFAULT '{}'
);
CREATE SEQUENCE ticket_numbers_q;
CREATE SEQUENCE ticket_numbers_h;
CREATE SEQUENCE ticket_numbers_s;
CREATE INDEX tickets_contact    ON tickets (contact, id DESC);
CREATE INDEX tickets_thread     ON tickets (thread, channel) WHERE thread <> '';
-- The pages of the queue, each its own: one index for all teams would be read to the end by a
-- small team, and one by team cannot serve the page of all.
CREATE INDEX tickets_open       ON tickets (id DESC)           WHERE open;
CREATE INDEX tickets_team       ON tickets (team, id DESC)     WHERE open;
CREATE INDEX tickets_assignee   ON tickets (assignee, id DESC) WHERE open;
CREATE INDEX tickets_overdue    ON tickets (due)               WHERE open AND due IS NOT NULL;
CREATE INDEX tickets_pairs      ON tickets USING gin (pairs) WITH (fastupdate = off);

-- What happened to a ticket, for ever: rows are added, never changed. Only the erasure of what a
-- member took back may blank their words; it says so by setting madoguchi.erasing for its transaction.
CREATE TABLE ticket_events (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket     text        NOT NULL REFERENCES tickets (number),
    at         timestamptz NOT NULL,
    who        text        NOT NULL DEFAULT '', -- a person's id, 'member', or '' for the program
    who_name   text        NOT NULL DEFAULT '',
    what       text        NOT NULL,
    text       text        NOT NULL DEFAULT '',
    before     text        NOT NULL DEFAULT '',
    after      text        NOT NULL DEFAULT '',
    delivery   bigint      NOT NULL DEFAULT 0,
    message_id text        NOT NULL DEFAULT ''  -- of the member's message it tells of
);
CREATE INDEX ticket_events_ticket ON ticket_events (ticket, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('madoguchi.erasing', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '% of % refused: the log of a ticket is only added to', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER ticket_events_stay BEFORE UPDATE OR DELETE ON ticket_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ticket_events_stay_all BEFORE TRUNCATE ON ticket_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Deliveries draw their ids in blocks of 32, one block a turn, so that a turn knows them before it
-- writes: the log and the messages of the same turn can name them.
CREATE SEQUENCE delivery_ids INCREMENT BY 32;

-- The outbox. The key names the delivery to the platform, the same at every attempt.
CREATE TABLE deliveries (
    id          bigint      PRIMARY KEY,
    key         uuid        NOT NULL DEFAULT gen_random_uuid(),
    lane        text        NOT NULL,
    address     text        NOT NULL,
    staff       boolean     NOT NULL,
    ticket      text        NOT NULL DEFAULT '',
    messages    jsonb       NOT NULL,
    state       text        NOT NULL DEFAULT 'pending'
                CHECK (state IN ('pending', 'sending', 'sent', 'held', 'dead', 'discarded')),
    due         timestamptz NOT NULL DEFAULT now(), -- 'infinity' while only a word from the contact can help
    supersede   boolean     NOT NULL DEFAULT false, -- a later one of its kind takes its place while it is untried
    attempt     integer     NOT NULL DEFAULT 0,     -- of those begun; also tells an old claim from a new one
    fault       text        NOT NULL DEFAULT '',    -- why it is held: over_quota, unreachable
    reason      text        NOT NULL DEFAULT '',    -- the same in words
    error       text        NOT NULL DEFAULT '',
    progress    text        NOT NULL DEFAULT '',
    reply_token text        NOT NULL DEFAULT '',
    reply_until timestamptz,
    created     timestamptz NOT NULL,
    settled     timestamptz, -- for good; what waits has none
    failed      boolean     NOT NULL DEFAULT false, -- held or dead
    via         text        NOT NULL DEFAULT '',
    pushes      integer     NOT NULL DEFAULT 0,
    platform_ids jsonb      NOT NULL DEFAULT '[]',
    CHECK ((settled IS NULL) = (state IN ('pending', 'sending', 'held'))),
    CHECK (failed = (state IN ('held', 'dead')))
) WITH (fillfactor = 80);
-- The indexes look at settled and failed, not at state: so a claim, which changes the state alone,
-- writes no index.
CREATE INDEX deliveries_waiting ON deliveries (lane, id)   WHERE settled IS NULL;
CREATE INDEX deliveries_failed  ON deliveries (id DESC)    WHERE failed;
CREATE INDEX deliveries_ticket  ON deliveries (ticket, id) WHERE ticket <> '';

-- A lane keeps its deliveries in order: only its head, the oldest that is not settled for good,
-- may be tried. A lane at work is due when its lease ends, a held one when the quota returns
-- (or never, by itself). So one index answers "what is to be done now" however much waits behind.
CREATE TABLE lanes (
    lane    text        PRIMARY KEY,
    channel text        NOT NULL,
    head    bigint,      -- NULL while nothing waits
    due     timestamptz,
    epoch   bigint       -- the process that is sending the head
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX lanes_due ON lanes (channel, due) WHERE head IS NOT NULL;

-- The transcript: what the member can see. Notes of the staff are never here, only in ticket_events.
-- A line is written under its conversation's lock: to have the database look for the conversation
-- again, line by line, would cost a tenth of a turn.
CREATE TABLE messages (
    conversation bigint      NOT NULL,
    seq          bigint      NOT NULL, -- drawn under the conversation's lock
    at           timestamptz NOT NULL,
    author       text        NOT NULL CHECK (author IN ('bot', 'staff', 'member', 'system')),
    body         jsonb       NOT NULL,
    event        text        NOT NULL DEFAULT '', -- of a member's line: the event's id
    message_id   text        NOT NULL DEFAULT '', -- of a member's line: the platform's id
    delivery     bigint,                          -- of ours
    unsent       timestamptz,
    PRIMARY KEY (conversation, seq)
);
CREATE INDEX messages_platform ON messages (conversation, message_id) WHERE message_id <> '';

-- Every question the FAQ answered or failed to: the material for learning.
CREATE TABLE answered (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    conversation bigint      NOT NULL,
    event        bigint      NOT NULL, -- its seq
    query        text        NOT NULL,
    verdict      text        NOT NULL,
    ref          text        NOT NULL DEFAULT '',
    version      integer     NOT NULL DEFAULT 0,
    p            double precision NOT NULL DEFAULT 0,
    useful       text        NOT NULL DEFAULT '' CHECK (useful IN ('', 'yes', 'no'))
);
-- Rows come in the order of both, so the smallest kind of index will do.
CREATE INDEX answered_event ON answered USING brin (event) WITH (pages_per_range = 16);
CREATE INDEX answered_at    ON answered USING brin (at)    WITH (pages_per_range = 16);

-- How much of a paid allowance was used, by month in Japan ("2026-11").
CREATE TABLE quotas (
    month   text   NOT NULL,
    channel text   NOT NULL,
    account text   NOT NULL,
    used    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (month, channel, account)
);

-- Secrets are kept as hashes alone: who reads the database cannot step into a session.
CREATE TABLE web_sessions (
    hash    bytea       PRIMARY KEY,
    id      text        NOT NULL UNIQUE, -- public: the contact's address
    opened  timestamptz NOT NULL DEFAULT now(),
    expires timestamptz NOT NULL
);
CREATE INDEX web_sessions_expires ON web_sessions (expires);

CREATE TABLE staff_logins (
    hash    bytea       PRIMARY KEY,
    name    text        NOT NULL,
    expires timestamptz NOT NULL
);
CREATE TABLE staff_sessions (
    hash    bytea       PRIMARY KEY,
    person  text        NOT NULL, -- desk:sasaki
    name    text        NOT NULL,
    opened  timestamptz NOT NULL DEFAULT now(),
    expires timestamptz NOT NULL
);

-- The FAQ. An entry keeps its ordinal, and so its reference, for ever; its place in the document
-- may move. An entry that a later document no longer has stays, marked, until a person decides.
CREATE TABLE collections (
    id       text        PRIMARY KEY,
    place    integer     NOT NULL, -- in the order of first import
    body     jsonb       NOT NULL,
    source   bytea       NOT NULL, -- the digest of the document last read
    imported timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE entries (
    collection text    NOT NULL REFERENCES collections,
    ordinal    integer NOT NULL,
    place      integer NOT NULL, -- in the document
    question   text    NOT NULL,
    body       jsonb   NOT NULL,
    version    integer NOT NULL DEFAULT 1,
    missing    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (collection, ordinal)
);
CREATE TABLE entry_versions (
    collection text        NOT NULL,
    ordinal    integer     NOT NULL,
    version    integer     NOT NULL,
    body       jsonb       NOT NULL,
    saved      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (collection, ordinal, version),
    FOREIGN KEY (collection, ordinal) REFERENCES entries
);
-- Counts every change of the FAQ. Processes build a new index when theirs is of a lower revision;
-- the notification is a hint that may be lost, the number is the truth.
CREATE TABLE faq_revision (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    revision bigint  NOT NULL
);
INSERT INTO faq_revision (revision) VALUES (0);

-- Fails the transaction it is called in unless exactly so many rows were touched: for statements
-- that are sent ahead together with their COMMIT.
CREATE FUNCTION expect_rows(got bigint, want bigint, what text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF got <> want THEN
        RAISE EXCEPTION '%: % rows touched, want %', what, got, want;
    END IF;
    RETURN true;
END $$;

-- Blanks every string in a JSON document that is exactly this text; keys stay. In the text form of
-- jsonb a value is followed by a comma or a bracket, a key by a colon, and a quotation mark inside
-- a string by neither without a backslash before it.
CREATE FUNCTION blank_value(doc jsonb, value text) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT replace(replace(replace(doc::text,
               to_jsonb(value)::text || ',', '"",'),
               to_jsonb(value)::text || ']', '""]'),
               to_jsonb(value)::text || '}', '""}')::jsonb
$$;
CREATE FUNCTION blank_values(doc jsonb, texts text[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    value text;
BEGIN
    FOREACH value IN ARRAY coalesce(texts, '{}') LOOP
        doc := blank_value(doc, value);
    END LOOP;
    RETURN doc;
END $$;
