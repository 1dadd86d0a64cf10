package staff

import "errors"

// What a store refuses of accounts.
var (
	ErrTaken     = errors.New("another account has this name, address or Slack id")
	ErrLastAdmin = errors.New("nobody would be left who may change accounts")
	ErrActive    = errors.New("the account is still in use")
	ErrEnded     = errors.New("the account is no longer in use")
)
