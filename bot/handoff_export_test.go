package bot

// ReadHandoff is for tests from outside.
var ReadHandoff = readHandoff
