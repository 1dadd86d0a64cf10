package slack_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// absences are kept as the database keeps them.
type absences struct {
	mu  sync.Mutex
	all map[string]ticket.Absence
}

func (a *absences) Away(_ context.Context, at time.Time) ([]ticket.Absence, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []ticket.Absence
	for _, one := range a.all {
		if one.Until.After(at) {
			out = append(out, one)
		}
	}
	return out, nil
}

func (a *absences) SetAway(_ context.Context, who chat.Person, until time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.all, who.ID)
	if !until.IsZero() {
		a.all[who.ID] = ticket.Absence{Person: who, Until: until}
	}
	return nil
}

// home waits until somebody's home tab shows want.
func (r *room) home(t *testing.T, user, want string) slackfake.View {
	t.Helper()
	var v slackfake.View
	eventually(t, "the home tab shows "+want, func() bool {
		v, _ = r.Home(user)
		return strings.Contains(v.Text(), want)
	})
	return v
}

// TestS15AwaySwitch: a colleague goes away until a day and comes back, and everybody sees it.
func TestS15AwaySwitch(t *testing.T) {
	kept := &absences{all: map[string]ticket.Absence{}}
	r := open(t, func(c *slack.Config) {
		c.Absences, c.Notes = kept, func(context.Context) []string { return []string{"LINEの今月の通数：12／200通"} }
	})
	r.OpenHome(slackfake.Sasaki)
	v := r.home(t, slackfake.Sasaki, "12／200通")

	r.PressView(slackfake.Sasaki, v, "不在にする")
	yesterday := time.Now().In(reading.JST).AddDate(0, 0, -1).Format(time.DateOnly)
	for _, day := range []string{yesterday, "2999-01-01", "x"} {
		r.Submit(slackfake.Sasaki, map[string]string{"input": day})
		if top, _ := r.Top(slackfake.Sasaki); !strings.Contains(top.Errors["input"], "1年以内") {
			t.Fatalf("%s is taken: %v", day, top.Errors)
		}
	}
	last := time.Now().In(reading.JST).AddDate(0, 0, 3)
	r.Submit(slackfake.Sasaki, map[string]string{"input": last.Format(time.DateOnly)})
	shown := "佐々木さん（" + ticket.Day(last) + "まで）"
	v = r.home(t, slackfake.Sasaki, shown)
	r.OpenHome(slackfake.Tanaka)
	if other := r.home(t, slackfake.Tanaka, shown); !strings.Contains(other.Text(), "[不在にする]") {
		t.Errorf("a colleague's home tab:\n%s", other.Text())
	}

	r.PressView(slackfake.Sasaki, v, "戻りました")
	v = r.home(t, slackfake.Sasaki, "[不在にする]")
	if strings.Contains(v.Text(), shown) {
		t.Errorf("still away:\n%s", v.Text())
	}
}

// TestS9AwaySwitch: nobody but the staff has one.
func TestS9AwaySwitch(t *testing.T) {
	kept := &absences{all: map[string]ticket.Absence{}}
	r := open(t, func(c *slack.Config) { c.Absences = kept })
	r.OpenHome(slackfake.Sasaki)
	v := r.home(t, slackfake.Sasaki, "[不在にする]")
	r.PressView(slackfake.Guest, v, "不在にする")
	r.PressView(slackfake.Sasaki, v, "不在にする")
	eventually(t, "the modal is there", func() bool { top, _ := r.Top(slackfake.Sasaki); return top.Submit != "" })
	top, _ := r.Top(slackfake.Sasaki)
	r.SubmitView(slackfake.Guest, top, map[string]string{"input": time.Now().Format(time.DateOnly)})
	if away, _ := kept.Away(t.Context(), time.Now()); len(away) != 0 {
		t.Errorf("a guest is away: %+v", away)
	}
}
