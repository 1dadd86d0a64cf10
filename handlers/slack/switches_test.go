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
	"madoguchi/switches"
)

// switchboard is kept as the database keeps it.
type switchboard struct {
	mu       sync.Mutex
	set      switches.Set
	who      []string
	requests map[string]bool
}

func (b *switchboard) Switches(_ context.Context, now time.Time) (switches.Set, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var on switches.Set
	for _, s := range b.set {
		if s.Ahead(now) {
			on = append(on, s)
		}
	}
	return on, nil
}

func (b *switchboard) Turn(_ context.Context, sw switches.Switch, who chat.Person, request string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.requests[request] {
		return nil
	}
	b.requests[request] = true
	sw.ID = int64(len(b.set) + 1)
	b.set, b.who = append(b.set, sw), append(b.who, who.ID)
	return nil
}

func (b *switchboard) TurnBack(_ context.Context, id int64, who chat.Person) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.set[id-1].Off.IsZero() {
		return chat.ErrNotFound
	}
	b.set[id-1].Off, b.who = time.Now(), append(b.who, who.ID)
	return nil
}

func (b *switchboard) Impact(_ context.Context, sw switches.Switch) (switches.Impact, error) {
	return switches.Impact{Hits: []switches.Hit{{Number: "Q-1204", Title: "相談", Channel: chat.LINE, Was: sw.From.Add(time.Hour), Due: sw.Until.Add(17 * time.Hour)}}}, nil
}

func (b *switchboard) Programmes() []slack.Programme {
	return []slack.Programme{{ID: "hanro", Name: "海外販路"}, {ID: "tsunagu", Name: "つなぐ"}}
}

func (b *switchboard) on() switches.Set {
	set, _ := b.Switches(context.Background(), time.Now())
	return set
}

// TestS15Switches: a colleague closes the office from the home tab, having seen whom that concerns, sends a notice,
// silences a programme, says that there is a crowd, and takes each back with one press.
func TestS15Switches(t *testing.T) {
	board := &switchboard{requests: map[string]bool{}}
	r := open(t, func(c *slack.Config) { c.Switches = board })
	r.OpenHome(slackfake.Sasaki)
	v := r.home(t, slackfake.Sasaki, "[臨時休業]")

	tomorrow := time.Now().In(reading.JST).AddDate(0, 0, 1).Format(time.DateOnly)
	r.PressView(slackfake.Sasaki, v, "臨時休業")
	r.Submit(slackfake.Sasaki, map[string]string{"day": "2020-01-01", "until": "2020-01-02"})
	if top, _ := r.Top(slackfake.Sasaki); !strings.Contains(top.Errors["until"], "いまより先に") {
		t.Fatalf("a day of the past is taken: %v", top.Errors)
	}
	r.Submit(slackfake.Sasaki, map[string]string{"day": tomorrow, "clock": "13:00", "until": "", "text": "台風接近のため", "push": "on"})
	top, _ := r.Top(slackfake.Sasaki)
	if text := top.Text(); !strings.Contains(text, "Q-1204") || !strings.Contains(text, "LINEの通数を1通使います") || len(board.on()) != 0 {
		t.Fatalf("before the closure:\n%s", text)
	}
	r.Submit(slackfake.Sasaki, nil)
	v = r.home(t, slackfake.Sasaki, "台風接近のため")
	closed := board.on()[0]
	if got := closed.From.In(reading.JST).Format("2006-01-02 15:04"); got != tomorrow+" 13:00" || !closed.Push {
		t.Errorf("closed from %s, told at once %t", got, closed.Push)
	}

	r.PressView(slackfake.Sasaki, v, "お知らせ")
	r.Submit(slackfake.Sasaki, map[string]string{"text": "明日は点検です", "programme": "hanro", "channel": "web", "until": ""})
	v = r.home(t, slackfake.Sasaki, "明日は点検です")
	r.PressView(slackfake.Sasaki, v, "自動回答の停止")
	r.Submit(slackfake.Sasaki, map[string]string{"programme": "tsunagu", "until": ""})
	eventually(t, "the home tab with three", func() bool {
		v, _ = r.Home(slackfake.Sasaki)
		return strings.Count(v.Text(), "[元に戻す]") == 3
	})
	r.PressView(slackfake.Sasaki, v, "混雑中")
	r.Submit(slackfake.Sasaki, map[string]string{"days": "99", "until": ""})
	if top, _ := r.Top(slackfake.Sasaki); !strings.Contains(top.Errors["days"], "営業日") {
		t.Fatalf("99 days more are taken: %v", top.Errors)
	}
	r.Submit(slackfake.Sasaki, map[string]string{"days": "3", "until": ""})
	eventually(t, "four are on", func() bool { return len(board.on()) == 4 })
	set := board.on()
	if set[1].Programmes[0] != "hanro" || set[1].Channels[0] != chat.Web || !set.Silent("tsunagu", time.Now()) || set.Longer(time.Now()) != 3 {
		t.Errorf("on: %+v", set)
	}

	eventually(t, "the home tab with four", func() bool { // one that is drawn late has as many as when one is off
		v, _ = r.Home(slackfake.Sasaki)
		return strings.Count(v.Text(), "[元に戻す]") == 4
	})
	for n := 4; n > 0; n-- {
		v = r.home(t, slackfake.Sasaki, "[元に戻す]")
		r.PressView(slackfake.Sasaki, v, "元に戻す")
		eventually(t, "one fewer", func() bool { return len(board.on()) == n-1 })
		r.OpenHome(slackfake.Sasaki)
		eventually(t, "the home tab without it", func() bool {
			v, _ = r.Home(slackfake.Sasaki)
			return strings.Count(v.Text(), "[元に戻す]") == n-1
		})
	}
}
