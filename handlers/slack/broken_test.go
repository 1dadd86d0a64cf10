package slack_test

import "errors"

// errBroken stands for a database that is away.
var errBroken = errors.New("the database is away")
