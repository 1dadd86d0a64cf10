-- oldest: 19
-- What is said goes into a list first, and from there into the index, some hundred lines at a time: one by one, each wrote
-- seventeen kB of log. A search reads the list as well, so that it is kept short.
ALTER INDEX said_grams SET (fastupdate = on, gin_pending_list_limit = 512);
