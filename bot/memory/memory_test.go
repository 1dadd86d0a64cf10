package memory

import (
	"testing"
	"time"

	"madoguchi/bot/turn/turntest"
)

func TestStore(t *testing.T) {
	turntest.Run(t, func(testing.TB) turntest.Store { return New(time.Now) })
}
