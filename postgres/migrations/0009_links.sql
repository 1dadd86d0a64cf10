-- Contacts that are one member's, on two channels, by their own word. Each link stands twice, once
-- from either end, so that both find it by the key.
CREATE TABLE links (
    id      bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    contact text        NOT NULL,
    linked  text        NOT NULL,
    since   timestamptz NOT NULL,
    PRIMARY KEY (contact, linked)
);
