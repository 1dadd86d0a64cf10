-- oldest: 10
-- That somebody has signed in at the desk, ever: sessions are forgotten when they are over, and the
-- start of the program prints a login link only until then. At most one row.
CREATE TABLE desk_opened (
    one boolean     PRIMARY KEY DEFAULT true CHECK (one),
    at  timestamptz NOT NULL
);

-- Where the desk was in use before this table was: a session that still stands says so, and so does
-- anything that somebody did there. The command line's own acts are no sign-in.
INSERT INTO desk_opened (at)
SELECT min(at)
FROM  (SELECT opened AS at FROM staff_sessions
       UNION ALL
       SELECT at FROM ticket_events WHERE who LIKE 'desk:%' AND who <> 'desk:terminal') AS signs
HAVING count(*) > 0;
