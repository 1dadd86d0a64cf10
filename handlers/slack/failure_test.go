package slack_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// TestS31LostAnswer: whatever call's answer is lost, nothing is said twice and nothing is missing.
func TestS31LostAnswer(t *testing.T) {
	for lost := range 4 {
		t.Run(fmt.Sprint(lost), func(t *testing.T) {
			r := open(t)
			d := toOffice("key", chat.Message{Card: aCard(1)}, chat.Message{Text: "一", Author: chat.Member},
				chat.Message{Text: "二", Author: chat.Member}, chat.Message{Status: &chat.Status{Delivery: 5, State: chat.Sent}})
			r.Fail(slackfake.Fault{Method: "chat.postMessage", Drop: true, After: lost, Times: 1})
			_, err := r.app.Send(t.Context(), d)
			if chat.FaultOf(err) != chat.Temporary || err == nil {
				t.Fatalf("a lost answer is %v", err)
			}
			receipt := r.send(t, again(d, err))
			roots := r.Roots(slackfake.Office)
			if len(roots) != 1 || receipt.Thread != roots[0].TS {
				t.Fatalf("%d cards, receipt %+v", len(roots), receipt)
			}
			if got := strings.Join(r.texts(roots[0]), "/"); got != "💬 会員\n一/💬 会員\n二/返信の状況：✅ 送信済み\n[誤送信として記録]" {
				t.Errorf("the thread reads %q", got)
			}
		})
	}
}

// TestS31Crash: a process that died after the post leaves no progress; the key finds the post.
func TestS31Crash(t *testing.T) {
	r := open(t)
	card := r.post(t)
	d := inThread(card, "key", chat.Message{Text: "一度だけ", Author: chat.Member})
	r.send(t, d)
	d.Attempt = 2
	r.send(t, d)
	if got := r.texts(card); len(got) != 1 {
		t.Errorf("the thread reads %q", got)
	}
	calls := len(r.Calls("conversations.replies"))
	d = inThread(card, "other", chat.Message{Text: "一度だけ", Author: chat.Member})
	r.send(t, d)
	if got := r.texts(card); len(got) != 2 || len(r.Calls("conversations.replies")) != calls {
		t.Errorf("a first attempt of another delivery: %q, with %d look-ups", got, len(r.Calls("conversations.replies"))-calls)
	}
}

// TestS31LookupFails: while Slack cannot be asked what it has, nothing is posted.
func TestS31LookupFails(t *testing.T) {
	r := open(t)
	d := toOffice("key", chat.Message{Card: aCard(1)})
	r.Fail(slackfake.Fault{Method: "chat.postMessage", Drop: true, Times: 1})
	_, err := r.app.Send(t.Context(), d)
	r.Fail(slackfake.Fault{Method: "conversations.history", Status: 503, Times: 1})
	d = again(d, err)
	if _, err = r.app.Send(t.Context(), d); err == nil || chat.FaultOf(err) != chat.Temporary {
		t.Fatalf("sent without knowing: %v", err)
	}
	r.send(t, again(d, err))
	if n := len(r.Roots(slackfake.Office)); n != 1 {
		t.Errorf("%d cards", n)
	}
}

// TestS34Errors: each of Slack's errors has its outcome.
func TestS34Errors(t *testing.T) {
	cases := []struct {
		fault slackfake.Fault
		want  chat.Fault
		after time.Duration
		sick  bool
	}{
		{slackfake.Fault{Error: "channel_not_found"}, chat.Temporary, 0, true},
		{slackfake.Fault{Error: "not_in_channel"}, chat.Temporary, 0, true},
		{slackfake.Fault{Error: "is_archived"}, chat.Temporary, 0, true},
		{slackfake.Fault{Error: "restricted_action"}, chat.Temporary, 0, true},
		{slackfake.Fault{Error: "msg_too_long"}, chat.Rejected, 0, false},
		{slackfake.Fault{Error: "an_error_from_the_future"}, chat.Rejected, 0, false},
		{slackfake.Fault{Error: "invalid_auth"}, chat.Limited, time.Minute, true},
		{slackfake.Fault{Error: "account_inactive"}, chat.Limited, time.Minute, true},
		{slackfake.Fault{Error: "token_revoked"}, chat.Limited, time.Minute, true},
		{slackfake.Fault{Error: "missing_scope", Needed: "chat:write"}, chat.Limited, time.Minute, true},
		{slackfake.Fault{Error: "ratelimited"}, chat.Limited, 30 * time.Second, false},
		{slackfake.Fault{RetryAfter: 7}, chat.Limited, 7 * time.Second, false},
		{slackfake.Fault{Status: 429}, chat.Limited, 30 * time.Second, false},
		{slackfake.Fault{Status: 500}, chat.Temporary, 0, false},
		{slackfake.Fault{Status: 503}, chat.Temporary, 0, false},
		{slackfake.Fault{Status: 404}, chat.Rejected, 0, false},
		{slackfake.Fault{Error: "internal_error"}, chat.Temporary, 0, false},
		{slackfake.Fault{Error: "fatal_error"}, chat.Temporary, 0, false},
		{slackfake.Fault{Error: "service_unavailable"}, chat.Temporary, 0, false},
		{slackfake.Fault{Drop: true}, chat.Temporary, 0, false},
	}
	for _, tc := range cases {
		t.Run(fmt.Sprintf("%s%d %d", tc.fault.Error, tc.fault.Status, tc.fault.RetryAfter), func(t *testing.T) {
			r := open(t)
			tc.fault.Method, tc.fault.Times = "chat.postMessage", 1
			r.Fail(tc.fault)
			_, err := r.app.Send(t.Context(), toOffice("k", chat.Message{Text: "x"}))
			var se *chat.SendError
			if !errors.As(err, &se) || se.Fault != tc.want || se.Patient != tc.sick || se.After.Round(time.Second) != tc.after {
				t.Errorf("came out as %v (after %s), want %s after %s", err, se.After, tc.want, tc.after)
			}
			if sick := r.app.Health() != nil; sick != tc.sick {
				t.Errorf("health: %v", r.app.Health())
			}
		})
	}
}

// TestS30RetryAfterPerMethod: a method that Slack asked to leave alone is not called; others are.
func TestS30RetryAfterPerMethod(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.Fail(slackfake.Fault{Method: "chat.postMessage", RetryAfter: 60, Times: 1})
	d := inThread(card, "k", chat.Message{Text: "x"})
	_, err := r.app.Send(t.Context(), d)
	calls := len(r.Calls("chat.postMessage"))
	_, err = r.app.Send(t.Context(), again(d, err))
	var se *chat.SendError
	if !errors.As(err, &se) || se.Fault != chat.Limited || se.After < 50*time.Second || len(r.Calls("chat.postMessage")) != calls {
		t.Errorf("called again within the wait: %v", err)
	}
	r.send(t, inThread(card, "k2", chat.Message{Card: aCard(8)}))
}

// TestS30Pace: posts keep to one a second and channel after a short burst, and nothing is refused.
func TestS30Pace(t *testing.T) {
	r := open(t, func(c *slack.Config) { c.PerSecond = 4 })
	begun := time.Now()
	for i := range 8 {
		r.send(t, toOffice(fmt.Sprint(i), chat.Message{Text: "x"}))
	}
	if took := time.Since(begun); took < 600*time.Millisecond {
		t.Errorf("eight posts at four a second, five of them at once, took %s", took)
	}
}
