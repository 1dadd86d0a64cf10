package office

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

const day = 24 * time.Hour

func TestRetention(t *testing.T) {
	want := Retention{Messages: 365 * day, Drafts: 30 * day, Events: 7 * day, Deliveries: 30 * day, Questions: 400 * day}
	if got := Default().Retention; !reflect.DeepEqual(got, want) || Default().RetentionChosen {
		t.Errorf("default: %+v", got)
	}
	got := sample(t).Retention
	if got.Tickets, got.Records = (Keep{}), nil; !reflect.DeepEqual(got, want) {
		t.Errorf("the sample differs from the default it explains: %+v", got)
	}
	o, err := Parse([]byte("retention: {tickets: 1095d, events: 14d}\n"))
	want.Tickets, want.Events = Keep{Days: 1095}, 14*day
	if err != nil || !reflect.DeepEqual(o.Retention, want) || !o.RetentionChosen {
		t.Errorf("got %+v, %v", o.Retention, err)
	}
	if o, err := Parse([]byte("retention: {events: 14d}\n")); err != nil || o.RetentionChosen {
		t.Errorf("a file that says nothing of tickets is said to: %v", err)
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

func TestKeep(t *testing.T) {
	for text, want := range map[string]Keep{
		"完結した年度の翌年度4月1日から5年": {Years: 5}, "完結した年度の翌年度４月１日から １０年間": {Years: 10}, "完結年度の翌年度から3年": {Years: 3}, "完結した日の属する年度の翌年度の4月1日から5年": {Years: 5}, "1825d": {Days: 1825},
	} {
		if got, ok := ParseKeep(text); !ok || got != want {
			t.Errorf("%q is %+v, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "5年", "完結した年度の翌年度4月1日から0年", "完結した年度の翌年度4月1日から99年", "6d", "永年", "d", "-5d"} {
		if got, ok := ParseKeep(text); ok {
			t.Errorf("%q is %+v", text, got)
		}
	}
	jst := reading.JST
	for _, c := range []struct {
		now, before time.Time
	}{
		{time.Date(2032, 3, 31, 23, 59, 0, 0, jst), time.Date(2026, 4, 1, 0, 0, 0, 0, jst)}, // closed in 2025年度: kept until 31 March 2031
		{time.Date(2032, 4, 1, 0, 0, 0, 0, jst), time.Date(2027, 4, 1, 0, 0, 0, 0, jst)},    // closed in 2026年度: until 31 March 2032
	} {
		if got, ok := (Keep{Years: 5}).ClosedBefore(c.now); !ok || !got.Equal(c.before) {
			t.Errorf("on %s what was closed before %s may go, want %s", c.now, got, c.before)
		}
	}
	if _, ok := (Keep{}).ClosedBefore(time.Now()); ok {
		t.Error("what nobody has decided on may go")
	}
	o, err := Parse([]byte(`programmes: [{id: a, name: A}, {id: b, name: B}]
retention:
  tickets: 400d
  records: [{kind: change, keep: 500d}, {programme: a, keep: 600d}, {programme: a, kind: change, keep: 700d}]
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind      ticket.Kind
		programme string
		days      int
	}{{ticket.Inquiry, "b", 400}, {ticket.Change, "b", 500}, {ticket.Inquiry, "a", 600}, {ticket.Change, "a", 700}, {ticket.Change, "", 500}} {
		if got := o.Retention.KeepOf(c.kind, c.programme); got.Days != c.days {
			t.Errorf("%s of %q is kept %+v", c.kind, c.programme, got)
		}
	}
	for _, bad := range []string{"{programme: x, keep: 400d}", "{kind: x, keep: 400d}", "{keep: 永年}", "{kind: change, keep: 9d}, {kind: change, keep: 8d}"} {
		if _, err := Parse([]byte("retention: {records: [" + bad + "]}\n")); err == nil || !strings.Contains(err.Error(), "records") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
