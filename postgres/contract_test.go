package postgres_test

import (
	"testing"

	"madoguchi/bot/turn/turntest"
)

// TestStore holds the store to what every store owes the bot.
func TestStore(t *testing.T) {
	turntest.Run(t, func(t testing.TB) turntest.Store { return open(t) })
}
