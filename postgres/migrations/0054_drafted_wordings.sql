-- oldest: 19
-- The entry that a language model has worded otherwise, where no member has asked so: a proposal like one that members
-- have chosen. A group of one has no first question (first = 0).
ALTER TABLE questions ADD COLUMN drafted text NOT NULL DEFAULT '';
