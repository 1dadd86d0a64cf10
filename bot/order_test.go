package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
)

// A talk is a member on LINE and the bot, with events that come in any order.
type talk struct {
	t     *testing.T
	now   time.Time
	store *memory.Memory
	bot   *bot.Bot
	n     int
}

func newTalk(t *testing.T) *talk {
	k := &talk{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)}
	clock := func() time.Time { return k.now }
	k.store = memory.New(clock)
	library := &faq.Library{}
	library.Replace(sampleIndex(t))
	k.bot = bot.New(bot.Config{Inbox: k.store, Outbox: k.store, Library: library, Office: sampleOffice(t), Now: clock, Staff: chat.Address{Channel: chat.Slack, ID: "C1"}, Channels: channels(false, false)})
	return k
}

// hear decides an event that happened so long before the present, and gives what the member reads.
func (k *talk) hear(ago time.Duration, e chat.Event) []chat.Message {
	k.t.Helper()
	k.n++
	e.At = k.now.Add(-ago)
	if e.ID == "" {
		e.ID = string(rune('a'+k.n/26)) + string(rune('a'+k.n%26))
	}
	if e.From.ID == "" {
		e.From = member
	}
	if e.Kind == chat.StaffAct {
		if _, err := k.bot.Act(context.Background(), e); err != nil {
			k.t.Fatal(err)
		}
		return k.read(member)
	}
	if err := k.bot.Accept(context.Background(), e); err != nil {
		k.t.Fatal(err)
	}
	if _, err := k.bot.Step(context.Background(), e.From.String()); err != nil {
		k.t.Fatal(err)
	}
	return k.read(e.From)
}

// read delivers everything, and gives what one address is sent.
func (k *talk) read(to chat.Address) []chat.Message {
	k.t.Helper()
	var all []chat.Message
	for {
		sent, err := k.store.Claim(context.Background(), 100, nil)
		if err != nil {
			k.t.Fatal(err)
		}
		if len(sent) == 0 {
			return all
		}
		var done []turn.Settlement
		for _, d := range sent {
			if d.To == to {
				all = append(all, d.Messages...)
			}
			done = append(done, turn.Settlement{Delivery: d, State: chat.Sent})
		}
		if err := k.store.Settle(context.Background(), done); err != nil {
			k.t.Fatal(err)
		}
	}
}

func says(text string) chat.Event {
	return chat.Event{Kind: chat.Text, Text: text, MessageID: "m" + text, Quote: "q" + text}
}

func texts(ms []chat.Message) string {
	var b strings.Builder
	for _, m := range ms {
		b.WriteString(m.Text + "\n")
	}
	return b.String()
}

// ticket opens an inquiry step by step; minutes pass between the steps.
func (k *talk) ticket() {
	k.t.Helper()
	for _, text := range []string{"人", "株式会社ミナト", "木村", "相談したいことがあります", "つなぐ", "送る"} {
		k.now = k.now.Add(time.Minute)
		k.hear(0, says(text))
	}
	if k.store.Newest() == "" {
		k.t.Fatal("no ticket was opened")
	}
}

func (k *talk) reply(text string) []chat.Message {
	k.t.Helper()
	return k.hear(0, chat.Event{Kind: chat.StaffAct, Act: chat.Reply, Ticket: k.store.Newest(), Text: text,
		From: chat.Address{Channel: chat.Slack, ID: "C1"}, Person: chat.Person{ID: "slack:U1", Name: "佐々木"}})
}

// TestL10LateEvents: what comes behind a later event does not undo what that one brought about.
func TestL10LateEvents(t *testing.T) {
	t.Run("a form's step", func(t *testing.T) {
		k := newTalk(t)
		k.hear(time.Minute, says("人"))
		k.hear(0, says("株式会社ミナト"))
		said := texts(k.hear(30*time.Second, says("こんにちは、お世話になっております")))
		if !strings.Contains(said, "遅れて届いた") || !strings.Contains(said, "ご担当の方のお名前") {
			t.Errorf("a late text in a form is answered:\n%s", said)
		}
		if next := texts(k.hear(-time.Second, says("木村"))); !strings.Contains(next, "ご用件") {
			t.Errorf("the form went on with\n%s", next)
		}
	})
	t.Run("blocked and back", func(t *testing.T) {
		k := newTalk(t)
		k.ticket()
		k.hear(0, chat.Event{Kind: chat.Follow})
		k.hear(time.Minute, chat.Event{Kind: chat.Unfollow})
		if said := texts(k.reply("お待たせしました。")); !strings.Contains(said, "お待たせしました。") {
			t.Errorf("after a late unfollow the reply is %q", said)
		}
	})
	t.Run("followed and gone", func(t *testing.T) {
		k := newTalk(t)
		k.hear(0, chat.Event{Kind: chat.Unfollow})
		if said := k.hear(time.Minute, chat.Event{Kind: chat.Follow}); len(said) != 0 {
			t.Errorf("greeted after having left: %q", texts(said))
		}
	})
	t.Run("a question", func(t *testing.T) {
		k := newTalk(t)
		k.hear(0, says("こんにちは"))
		if said := texts(k.hear(time.Minute, says("経理で使うので領収書を紙で送ってもらえますか"))); !strings.Contains(said, "紙の領収書") {
			t.Errorf("a late question is answered\n%s", said)
		}
	})
}

// TestL18Edited: of a message that is edited, the newest words count, whatever comes when.
func TestL18Edited(t *testing.T) {
	const question = "経理で使うので領収書を紙で送ってもらえますか"
	edit := func(text string) chat.Event {
		return chat.Event{Kind: chat.Text, Text: text, MessageID: "m1", Edited: true}
	}
	k := newTalk(t)
	if said := texts(k.hear(time.Minute, edit(question))); !strings.Contains(said, "紙の領収書") {
		t.Errorf("the edited question is answered\n%s", said)
	}
	for name, e := range map[string]chat.Event{"the first words": {Kind: chat.Text, Text: "こんにちは", MessageID: "m1"}, "an earlier edit": edit("受付状況")} {
		if said := k.hear(2*time.Minute, e); len(said) != 0 {
			t.Errorf("%s, come late, are answered %q", name, texts(said))
		}
	}
	if said := k.hear(0, edit("受付状況")); len(said) == 0 {
		t.Error("a later edit is not answered")
	}
	if said := k.hear(0, edit("受付状況")); len(said) != 0 {
		t.Errorf("a copy of it is answered %q", texts(said))
	}
}

// TestL17UnsentBefore: a message that comes after it was taken back is neither answered nor relayed.
func TestL17UnsentBefore(t *testing.T) {
	k := newTalk(t)
	k.hear(0, chat.Event{Kind: chat.Unsend, MessageID: "m1"})
	if said := k.hear(time.Minute, chat.Event{Kind: chat.Text, Text: "経理で使うので領収書を紙で送ってもらえますか", MessageID: "m1"}); len(said) != 0 {
		t.Errorf("what was taken back is answered %q", texts(said))
	}
	if said := k.hear(0, chat.Event{Kind: chat.Text, Text: "こんにちは", MessageID: "m2"}); len(said) == 0 {
		t.Error("another message is not answered")
	}
}

// TestL39QuotesQuestion: an answer quotes the question where it would be unclear which it answers.
func TestL39QuotesQuestion(t *testing.T) {
	for name, tc := range map[string]struct {
		before time.Duration // of an earlier message; 0: none
		ago    time.Duration
		e      chat.Event
		want   string
	}{
		"alone":         {0, 0, says("こんにちは"), ""},
		"late":          {0, 11 * time.Second, says("こんにちは"), "qこんにちは"},
		"one of two":    {2 * time.Second, 0, says("こんにちは"), "qこんにちは"},
		"after a while": {time.Minute, 0, says("こんにちは"), ""},
		"in a group":    {0, 0, chat.Event{Kind: chat.Text, Text: "こんにちは", Quote: "q", Shared: true}, "q"},
		"without token": {0, 11 * time.Second, chat.Event{Kind: chat.Text, Text: "こんにちは"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t)
			if tc.before > 0 {
				k.hear(tc.before, says("はじめまして"))
			}
			if said := k.hear(tc.ago, tc.e); len(said) == 0 || said[0].Quote != tc.want {
				t.Errorf("said %+v, want the quote %q", said, tc.want)
			}
		})
	}
}

// TestL39QuotesInTicket: a reply quotes the member's message that it answers, once; what was taken
// back it does not.
func TestL39QuotesInTicket(t *testing.T) {
	k := newTalk(t)
	k.ticket()
	quote := func(text string) string {
		t.Helper()
		said := k.reply(text)
		if len(said) != 1 || said[0].Text != text {
			t.Fatalf("the reply reached the member as %q", texts(said))
		}
		return said[0].Quote
	}
	var got []string
	got = append(got, quote("お答えします。"), quote("もう一点お伝えします。"))
	k.now = k.now.Add(time.Minute)
	k.hear(0, says("いつ届きますか"))
	k.hear(-time.Second, says("急いでいます"))
	got = append(got, quote("明日お送りします。"))
	k.now = k.now.Add(time.Minute)
	k.hear(0, says("まちがえました"))
	k.hear(0, chat.Event{Kind: chat.Unsend, MessageID: "mまちがえました"})
	got = append(got, quote("承知しました。"))
	want := []string{"q相談したいことがあります", "", "q急いでいます", ""}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("quoted %q, want %q", got, want)
	}
}

// A failing inbox lets the next turn fail when all is decided.
type failing struct {
	*memory.Memory
	next bool
}

func (f *failing) Turn(ctx context.Context, lane string, decide func(context.Context, *turn.Turn) error) (bool, error) {
	return f.Memory.Turn(ctx, lane, func(ctx context.Context, t *turn.Turn) error {
		if err := decide(ctx, t); err != nil || !f.next {
			return err
		}
		f.next = false
		return errors.New("the database went away")
	})
}

// TestFailedTurnLeavesNothing: a turn that fails leaves the conversation as it was.
func TestFailedTurnLeavesNothing(t *testing.T) {
	t.Parallel()
	k := newTalk(t)
	inbox := &failing{Memory: k.store}
	k.bot.Inbox = inbox
	k.ticket()
	inbox.next = true
	answer := chat.Event{ID: "answer", Kind: chat.StaffAct, Act: chat.Reply, Ticket: k.store.Newest(), Text: "承知しました。", At: k.now, Person: chat.Person{ID: "U9", Name: "佐々木"}}
	if _, err := k.bot.Act(context.Background(), answer); err == nil {
		t.Fatal("the turn did not fail")
	}
	if _, err := k.bot.Step(context.Background(), member.String()); err != nil {
		t.Fatal(err)
	}
	if said := k.read(member); len(said) != 1 || said[0].Quote != "q相談したいことがあります" {
		t.Errorf("the reply, tried again: %+v", said)
	}
}

// TestUnsendInForm: what was taken back while its form is under way is not quoted by a reply later.
func TestUnsendInForm(t *testing.T) {
	t.Parallel()
	k := newTalk(t)
	for _, text := range []string{"人", "株式会社ミナト", "木村", "相談したいことがあります"} {
		k.now = k.now.Add(time.Minute)
		k.hear(0, says(text))
	}
	k.hear(0, chat.Event{Kind: chat.Unsend, MessageID: "m相談したいことがあります"})
	for _, text := range []string{"会費のことです", "つなぐ", "送る"} { // the question is put again
		k.now = k.now.Add(time.Minute)
		k.hear(0, says(text))
	}
	if said := k.reply("承知しました。"); len(said) != 1 || said[0].Quote == "q相談したいことがあります" {
		t.Errorf("the reply: %+v", said)
	}
}
