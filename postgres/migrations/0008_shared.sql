-- What staff send to members is kept among the files of the member's conversation, under an id that
-- nobody can guess: it is the address by which the file is fetched, for as long as this says.
ALTER TABLE files ADD COLUMN shared_until timestamptz; -- NULL = it came from the member
CREATE UNIQUE INDEX files_shared ON files (file_id) WHERE shared_until IS NOT NULL;
