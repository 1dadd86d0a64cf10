-- oldest: 19
-- What became of a model's answer, and how many tokens the server has counted: for the desk, where an office sees what it
-- pays and waits for.
ALTER TABLE model_calls
    ADD COLUMN used       text    NOT NULL DEFAULT '' CHECK (used IN ('', 'nothing', 'chosen', 'first', 'none', 'split', 'filled', 'proposed')), -- '' = nothing is known of it
    ADD COLUMN tokens_in  integer NOT NULL DEFAULT 0,   -- of what was sent; 0 = the server has not said
    ADD COLUMN tokens_out integer NOT NULL DEFAULT 0;   -- of what it said

-- For the days at the desk, and for retention.
CREATE INDEX model_calls_asked ON model_calls (asked);
