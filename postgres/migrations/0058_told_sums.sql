-- oldest: 19
-- What staff answered by word of mouth is counted, too. Until now the first of it stopped all counting, and with that the
-- reports and the forgetting that waits for it.
ALTER TABLE question_days
    DROP CONSTRAINT question_days_what_check,
    ADD CONSTRAINT question_days_what_check CHECK (what IN ('answer', 'suggest', 'choices', 'form', 'handoff', 'chosen', 'told', 'helped', 'unhelped', 'handed', 'went_on', 'left'));
