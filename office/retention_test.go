package office

import (
	"strings"
	"testing"
	"time"
)

const day = 24 * time.Hour

func TestRetention(t *testing.T) {
	want := Retention{Tickets: 365 * day, Messages: 365 * day, Drafts: 30 * day, Events: 7 * day, Deliveries: 30 * day, Questions: 400 * day}
	if got := Default().Retention; got != want {
		t.Errorf("default: %+v", got)
	}
	if got := sample(t).Retention; got != want {
		t.Errorf("the sample differs from the default it explains: %+v", got)
	}
	o, err := Parse([]byte("retention: {tickets: 1095d, events: 14d}\n"))
	want.Tickets, want.Events = 1095*day, 14*day
	if err != nil || o.Retention != want {
		t.Errorf("got %+v, %v", o.Retention, err)
	}
	for _, text := range []string{"365", "1y", "6d", "3651d", "-30d", "d", "7dd", "1e2d", "0x10d"} {
		_, err := Parse([]byte("retention: {messages: " + text + "}\n"))
		if err == nil || !strings.Contains(err.Error(), "messages") {
			t.Errorf("messages: %s: %v", text, err)
		}
	}
	if _, err := Parse([]byte("retention: {logs: 7d}\n")); err == nil || !strings.Contains(err.Error(), "logs") {
		t.Errorf("an unknown term: %v", err)
	}
}
