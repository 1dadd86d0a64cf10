-- oldest: 17
-- The FAQ as pages that anybody may read: what their readers found of it, and where a page went.

-- An entry that was merged into another: who still has its address is led there for as long as it is not
-- served itself. The heir may have been merged in its turn.
CREATE TABLE entry_heirs (
    collection      text        NOT NULL,
    ordinal         integer     NOT NULL,
    heir_collection text        NOT NULL,
    heir_ordinal    integer     NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (collection, ordinal),
    FOREIGN KEY (collection, ordinal) REFERENCES entries,
    FOREIGN KEY (heir_collection, heir_ordinal) REFERENCES entries,
    CHECK ((collection, ordinal) <> (heir_collection, heir_ordinal))
);

-- How many readers of a page pressed はい and いいえ below 役に立ちましたか, on a day in Japan: counts alone, of
-- nobody.
CREATE TABLE entry_votes (
    collection text    NOT NULL,
    ordinal    integer NOT NULL,
    version    integer NOT NULL, -- of the entry, as the reader saw it
    day        date    NOT NULL,
    helped     integer NOT NULL DEFAULT 0,
    unhelped   integer NOT NULL DEFAULT 0,
    PRIMARY KEY (collection, ordinal, version, day),
    FOREIGN KEY (collection, ordinal) REFERENCES entries
);
