-- What the staff were told of once, by a key that says what it was: a month's quota at 80 %.
CREATE TABLE notices (
    key  text        PRIMARY KEY,
    at   timestamptz NOT NULL,
    text text        NOT NULL
);
