-- oldest: 19
-- How content a ticket's member says that they are, from 4 (very) to 1 (not at all); 0 = they have not said. The ticket
-- has it as a tag, which is read for the figures.
ALTER TABLE ticket_figures ADD COLUMN grade smallint NOT NULL DEFAULT 0 CHECK (grade BETWEEN 0 AND 4);
