package postgres_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// A lane as the outbox promises it, in memory.
type modelLane struct {
	waiting []string // texts, oldest first
	sending *chat.Delivery
	held    bool
	unsure  bool // an attempt of the first may have arrived
	token   bool // the first has a reply token
	pool    int  // reply tokens that wait
}

// takes reports whether a claim gives the first a token.
func (l *modelLane) takes() bool { return !l.unsure && !l.token && l.pool > 0 }

// TestLanesKeepTheirPromise does anything in any order and compares with the model: a claim takes
// the head of every free lane, with what goes along with it, and nothing else; nothing overtakes; nothing
// is lost; a reply token that waits goes to the head, unless that may have arrived.
func TestLanesKeepTheirPromise(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{Lease: time.Hour})
	run, n := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		lanes := map[string]*modelLane{}
		var names []string
		for i := range 3 {
			name := fmt.Sprintf("U%d-%d", run, i)
			names = append(names, name)
			lanes[name] = &modelLane{}
		}
		address := func(name string) chat.Address { return chat.Address{Channel: chat.LINE, ID: name} }
		pick := rapid.SampledFrom(names)
		one := func(kind chat.Kind, name, token string, texts ...string) {
			n++
			e := wrote(address(name), n, "…")
			if e.Kind = kind; token != "" {
				e.ReplyToken, e.ReplyUntil = fmt.Sprint(token, n), time.Now().Add(time.Minute)
			}
			accept(t, s, e)
			runTurn(t, s, address(name), func(tn *turn.Turn) {
				for _, text := range texts {
					tn.Out = append(tn.Out, say(address(name), text))
				}
			})
		}
		rt.Repeat(map[string]func(*rapid.T){
			"turn": func(rt *rapid.T) {
				name := pick.Draw(rt, "lane")
				var said []string
				for range rapid.IntRange(0, 3).Draw(rt, "deliveries") {
					n++
					said = append(said, fmt.Sprint(n))
				}
				one(chat.Text, name, "", said...)
				l := lanes[name]
				l.waiting = append(l.waiting, said...)
				l.held = l.held && l.pool == 0
			},
			"token": func(rt *rapid.T) {
				name := pick.Draw(rt, "lane")
				one(chat.Text, name, "token")
				lanes[name].pool++
				lanes[name].held = false
			},
			"claim": func(rt *rapid.T) {
				var want, got []string
				for name, l := range lanes {
					if l.sending == nil && !l.held && len(l.waiting) > 0 {
						want = append(want, name+" "+l.waiting[0])
					}
				}
				for _, d := range claim(t, s, 100) {
					l := lanes[d.To.ID]
					if l == nil {
						continue // of a run that was given up
					}
					got = append(got, d.To.ID+" "+d.Messages[0].Text)
					l.sending = &d
					if l.takes() {
						l.pool, l.token = l.pool-1, true
					}
					if l.token != (d.ReplyToken != "") {
						rt.Fatalf("%s goes out with the token %q, with %d in the pool, unsure %t", d.To.ID, d.ReplyToken, l.pool, l.unsure)
					}
					if joined := spoken(d); !slices.Equal(joined, l.waiting[:min(len(joined), len(l.waiting))]) {
						rt.Fatalf("%s goes out as %v, but %v waits", d.To.ID, joined, l.waiting)
					}
				}
				slices.Sort(want)
				slices.Sort(got)
				if !slices.Equal(want, got) {
					rt.Fatalf("claimed %v, want %v", got, want)
				}
			},
			"settle": func(rt *rapid.T) {
				l := lanes[pick.Draw(rt, "lane")]
				if l.sending == nil {
					rt.Skip("nothing is being sent")
				}
				state := rapid.SampledFrom([]chat.DeliveryState{chat.Sent, chat.Pending, chat.Held, chat.Dead}).Draw(rt, "state")
				fate := rapid.SampledFrom([]chat.TokenFate{"", chat.TokenUnused, chat.TokenDead}).Draw(rt, "token")
				if state == chat.Sent {
					fate = ""
				}
				d := turn.Settlement{Delivery: *l.sending, State: state, Receipt: chat.Receipt{Token: fate}}
				if state == chat.Held {
					d.Fault = chat.OverQuota
				}
				if err := s.Settle(t.Context(), []turn.Settlement{d}); err != nil {
					rt.Fatal(err)
				}
				l.sending, l.held = nil, state == chat.Held && (fate == "" || l.token || l.pool == 0)
				if l.unsure = fate == ""; fate == chat.TokenUnused && l.token {
					l.pool++
				}
				l.token = l.token && fate == ""
				if state == chat.Sent || state == chat.Dead {
					l.waiting, l.token, l.unsure = l.waiting[len(spoken(d.Delivery)):], false, false
				}
			},
		})
	})
}
