-- oldest: 19
-- The lists of what was not answered, at a hundred thousand groups: one programme's, the latest first, as all programmes'
-- are read already. And what has helped members, of a million questions, to try a change of the FAQ with.
CREATE INDEX questions_programme_latest ON questions (state, programme, last_at DESC, id);
CREATE INDEX answered_helped ON answered (at) WHERE useful = 'yes';
