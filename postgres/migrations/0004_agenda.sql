-- What the program's clock looks for every few seconds.
CREATE INDEX tickets_snoozed ON tickets (snoozed) WHERE status = 'on_hold';

-- Who of the staff is away, by their own word. Past rows stay until the person is away again.
CREATE TABLE absences (
    person text        PRIMARY KEY, -- a person's id
    name   text        NOT NULL,
    until  timestamptz NOT NULL     -- the midnight in Japan that ends the last day
);
