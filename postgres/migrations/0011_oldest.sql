-- oldest: 10
-- What the schema says of the programs that may still run on it. A program that finds a schema newer
-- than its own reads it from the newest row: from oldest on, a schema's program goes on working, so
-- that a release can be rolled out one process at a time and taken back without a backup. It is NULL
-- for the schemas from before there was such a promise.
ALTER TABLE schema_migrations ADD COLUMN oldest integer CHECK (oldest <= version);
