package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A receiver is a colleague at the telephone.
type receiver struct {
	t     *testing.T
	store *memory.Memory
	bot   *bot.Bot
	now   time.Time
	n     int
	last  *turn.Turn // what the latest act came to
}

// Turn implements [turn.Inbox].
func (r *receiver) Turn(ctx context.Context, lane string, decide func(context.Context, *turn.Turn) error) (bool, error) {
	return r.store.Turn(ctx, lane, func(ctx context.Context, t *turn.Turn) error {
		r.last = t
		return decide(ctx, t)
	})
}

// Accept implements [turn.Inbox].
func (r *receiver) Accept(ctx context.Context, events []chat.Event) ([]string, error) {
	return r.store.Accept(ctx, events)
}

// Undecided implements [turn.Inbox].
func (r *receiver) Undecided(ctx context.Context, before time.Time, limit int) ([]string, error) {
	return r.store.Undecided(ctx, before, limit)
}

func newReceiver(t *testing.T) *receiver {
	needGeneral(t)
	off := sampleOffice(t)
	for i := range off.Routes {
		if off.Routes[i].Person == "林" {
			off.Routes[i].Abroad = "台湾"
		}
	}
	r := &receiver{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)}
	clock := func() time.Time { return r.now }
	r.store = memory.New(clock)
	library := &faq.Library{}
	library.Replace(sampleIndex(t))
	all := channels(true, false)
	all[chat.Email] = chat.Capabilities{Letters: true, Hears: true}
	r.bot = bot.New(bot.Config{Inbox: r, Outbox: r.store, Library: library, Office: off, Now: clock, Staff: chat.Address{Channel: chat.Slack, ID: "C1"}, Channels: all})
	return r
}

// act does one act on the newest ticket, and gives what went to anybody outside the office.
func (r *receiver) act(what chat.Act, value any, text string) (chat.Outcome, []turn.Outgoing) {
	r.t.Helper()
	var b []byte
	if value != nil {
		var err error
		if b, err = json.Marshal(value); err != nil {
			r.t.Fatal(err)
		}
	}
	r.n++
	e := chat.Event{ID: fmt.Sprint("a", r.n), Kind: chat.StaffAct, Act: what, Ticket: r.store.Newest(), Value: string(b), Text: text, At: r.now,
		From: chat.Address{Channel: chat.Desk, ID: "staff:1"}, Person: chat.Person{ID: "staff:1", Name: "佐々木"}}
	if what == chat.Take {
		e.Ticket, e.From = "", chat.Address{Channel: chat.Phone, ID: fmt.Sprint("call", r.n)}
	}
	outcome, err := r.bot.Act(context.Background(), e)
	if err != nil {
		r.t.Fatal(err)
	}
	var out []turn.Outgoing
	for _, o := range r.last.Out {
		if !o.Staff {
			out = append(out, o)
		}
	}
	return outcome, out
}

// logged is what the latest act wrote into the log.
func (r *receiver) logged() string {
	var out []string
	for _, e := range r.last.Log {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s>%s %s", e.What, e.From, e.To, e.Text)))
	}
	return strings.Join(out, "\n")
}

func called(more ...func(*ticket.Taken)) ticket.Taken {
	in := ticket.Taken{Form: "inquiry", Answers: map[string]string{"company": "株式会社ミナト", "person": "木村 一郎", "question": "領収書を紙で送ってもらえますか。"}}
	for _, f := range more {
		f(&in)
	}
	return in
}

// TestTakenByTelephone: what is written down for a caller becomes a ticket like any other, and whatever is done with
// it, no message goes out that was not asked for.
func TestTakenByTelephone(t *testing.T) {
	r := newReceiver(t)
	outcome, out := r.act(chat.Take, called(func(in *ticket.Taken) { in.CallBack, in.CallWhen, in.Urgent = "090-1111-2222", "16時以降", true }), "")
	if !outcome.OK || outcome.Ticket == "" || len(out) > 0 {
		t.Fatalf("taken: %+v, sent %+v", outcome, out)
	}
	tk := r.last.Opened[0]
	if tk.Contact.Channel != chat.Phone || !tk.Urgent || tk.Status != ticket.Received || tk.Due.IsZero() || !tk.Running() || !strings.HasPrefix(tk.Title, "株式会社ミナト｜") {
		t.Errorf("the ticket is %+v", tk)
	}
	if got := tk.Fields.Get(ticket.CallBackField) + tk.Fields.Get(ticket.CallWhenField); got != "090-1111-222216時以降" {
		t.Errorf("to be called at %q", got)
	}
	if len(tk.Trace.Hits) == 0 || !strings.Contains(r.logged(), "opened > お電話で受付") {
		t.Errorf("trace %+v, log\n%s", tk.Trace, r.logged())
	}
	for _, c := range r.last.Log {
		if c.Who.ID != "staff:1" {
			t.Errorf("%s in the name of %q", c.What, c.Who.ID)
		}
	}
	for _, step := range []struct {
		act   chat.Act
		value any
		text  string
		ok    bool
		want  string // in the outcome or the log
	}{
		{chat.Reply, nil, "お待たせしました。", false, "送信先がありません"},
		{chat.Call, ticket.Called{Result: "gone"}, "", false, ""},
		{chat.Call, ticket.Called{Result: ticket.CallAbsent}, "家族の方が出られた", true, "called >absent 家族の方が出られた"},
		{chat.Told, ticket.Told{}, "", false, "何と回答したか"},
		{chat.Told, ticket.Told{Ref: "gone/1"}, "", false, ""},
		{chat.Told, ticket.Told{Ref: tk.Trace.Hits[0].Ref, Resolve: true}, "郵送はしていないとお伝えした", true, "told >" + tk.Trace.Hits[0].Ref},
		{chat.Reopen, nil, "", true, "moved resolved>working"},
		{chat.Cancel, nil, "", true, "moved working>cancelled"},
	} {
		outcome, out := r.act(step.act, step.value, step.text)
		if outcome.OK != step.ok || !strings.Contains(outcome.Text+"\n"+r.logged(), step.want) {
			t.Errorf("%s: %+v, log\n%s", step.act, outcome, r.logged())
		}
		if len(out) > 0 {
			t.Errorf("%s sent %+v", step.act, out)
		}
		if step.act == chat.Told && step.ok {
			now := r.last.Ticket
			if now.Replied.IsZero() || now.Running() || now.Status != ticket.Resolved || now.Assignee.Name != "佐々木" {
				t.Errorf("answered by voice: %+v", now)
			}
			if a := r.last.Answered; len(a) != 1 || a[0].Verdict != turn.ByVoice || a[0].Ref != tk.Trace.Hits[0].Ref {
				t.Errorf("counted: %+v", a)
			}
		}
	}
}

// TestTakenMessages: a message goes where it was asked for, and a reply by mail to who left an address.
func TestTakenMessages(t *testing.T) {
	mail := func(in *ticket.Taken) { in.Answers["email"] = "kimura@minato.example" }
	receipt := func(in *ticket.Taken) { in.Receipt = true }
	line := chat.Address{Channel: chat.LINE, ID: "U1"}
	for name, c := range map[string]struct {
		in   ticket.Taken
		to   chat.Address // of the receipt
		fail string
	}{
		"none wanted":        {in: called(mail)},
		"by mail":            {in: called(mail, receipt), to: chat.Address{Channel: chat.Email, ID: "kimura@minato.example"}},
		"nowhere to send it": {in: called(receipt), fail: "お知らせする先がありません"},
		"where they talk":    {in: called(receipt, func(in *ticket.Taken) { in.Like, in.Tell = "Q-0001", line }), to: line},
		"a form left open":   {in: called(func(in *ticket.Taken) { delete(in.Answers, "person") }), fail: "もう一度ご確認ください"},
		"no such form":       {in: ticket.Taken{Form: "other"}, fail: "。"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReceiver(t)
			outcome, out := r.act(chat.Take, c.in, "")
			if c.fail != "" {
				if outcome.OK || !strings.Contains(outcome.Text, c.fail) || len(r.last.Opened) > 0 {
					t.Errorf("%+v, opened %v", outcome, r.last.Opened)
				}
				return
			}
			if !outcome.OK || (len(out) == 1) != (c.to.ID != "") || len(out) == 1 && (out[0].To != c.to || !strings.Contains(out[0].Messages[0].Text, outcome.Ticket)) {
				t.Errorf("%+v, sent %+v", outcome, out)
			}
		})
	}
	r := newReceiver(t)
	r.act(chat.Take, called(mail), "")
	outcome, out := r.act(chat.Reply, nil, "お待たせしました。")
	if !outcome.OK || len(out) != 1 || out[0].To.ID != "kimura@minato.example" || out[0].Messages[0].Copy || out[0].Messages[0].Author != chat.Staff {
		t.Errorf("a reply: %+v, sent %+v", outcome, out)
	}
}

// TestTakenAnswered: who is answered while they are on the telephone has nothing left open.
func TestTakenAnswered(t *testing.T) {
	r := newReceiver(t)
	outcome, out := r.act(chat.Take, called(func(in *ticket.Taken) {
		in.Note, in.Told = "電子データのみとお伝えした", &ticket.Told{Resolve: true}
	}), "")
	tk := r.last.Opened[0]
	if !outcome.OK || len(out) > 0 || tk.Status != ticket.Resolved || tk.Replied.IsZero() || tk.Closed.IsZero() || tk.Assignee.ID != "staff:1" {
		t.Errorf("%+v, %+v, sent %+v", outcome, tk, out)
	}
	if len(r.last.Answered) != 1 || r.last.Answered[0].Verdict != turn.ByVoice || !strings.Contains(r.logged(), "told > 電子データのみとお伝えした") {
		t.Errorf("counted %+v, log\n%s", r.last.Answered, r.logged())
	}
}

// TestTakenAbroad: what may go abroad goes there with the caller's consent alone, said at once or on a later call.
func TestTakenAbroad(t *testing.T) {
	consult := func(consent bool) ticket.Taken {
		return ticket.Taken{Form: "consultation", Loose: true, Consent: consent, Answers: map[string]string{"company": "株式会社ミナト", "countries": "台湾", "topic": "country"}}
	}
	r := newReceiver(t)
	r.act(chat.Take, consult(true), "")
	if tk := r.last.Opened[0]; tk.Team != "コーディネーター" || tk.Planned() != "林" {
		t.Fatalf("with consent: %s, %v", tk.Team, tk.Tags)
	}
	r.act(chat.Take, consult(false), "")
	if tk := r.last.Opened[0]; tk.Team != ticket.Secretariat || !strings.Contains(tk.RouteReason, "同意") {
		t.Errorf("without consent with %s: %s", tk.Team, tk.RouteReason)
	}
	hand := func() chat.Outcome {
		outcome, err := r.bot.Act(context.Background(), chat.Event{ID: fmt.Sprint("hand", r.n), Kind: chat.StaffAct, Act: chat.Assign, Value: "staff:7 林", Ticket: r.store.Newest(), At: r.now,
			From: chat.Address{Channel: chat.Desk, ID: "staff:1"}, Person: chat.Person{ID: "staff:1", Name: "佐々木"}})
		if err != nil {
			t.Fatal(err)
		}
		return outcome
	}
	if outcome := hand(); outcome.OK || !strings.Contains(outcome.Text, "電話で確かめ") {
		t.Errorf("handed on without consent: %+v", outcome)
	}
	r.act(chat.Call, ticket.Called{Result: ticket.CallReached, Consent: true}, "")
	if outcome := hand(); !outcome.OK {
		t.Errorf("with consent: %+v", outcome)
	}
}
