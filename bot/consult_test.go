package bot_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/llm"
	"madoguchi/reading"
)

// patient is a limit that no test reaches.
const patient = 2 * time.Minute

// A holdingModel answers when it is let go, and then nothing.
type holdingModel struct {
	asked   chan llm.Question
	release chan struct{}
}

func (m holdingModel) Ready() bool    { return true }
func (m holdingModel) Server() string { return "127.0.0.1" }
func (m holdingModel) Model() string  { return "holding" }

func (m holdingModel) Ask(_ context.Context, q llm.Question) (llm.Answer, llm.Outcome, error) {
	m.asked <- q
	<-m.release
	return llm.Answer{}, llm.Late, errors.New("it took too long")
}

// unsureText is a message that the search over the samples is not sure of.
const unsureText = "会費の値上げの予定はありますか"

// TestOthersGoOn: while a model is asked for one member, all others are answered, by however few workers; and the member's
// own next message waits for its turn.
func TestOthersGoOn(t *testing.T) {
	needGeneral(t)
	now := func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST) }
	store := memory.New(now)
	library := &faq.Library{}
	library.Replace(sampleIndex(t))
	model := holdingModel{make(chan llm.Question, 1), make(chan struct{})}
	b := bot.New(bot.Config{
		Inbox: store, Outbox: store, Library: library, Office: sampleOffice(t), Now: now, Workers: 1, Model: model, Consulted: store,
		Channels: map[string]chat.Capabilities{chat.Terminal: {Members: true}},
	})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	sent := make(chan chat.Delivery, 10)
	go func() {
		b.Run(ctx, collecting{sent})
		close(done)
	}()
	release := sync.OnceFunc(func() { close(model.release) })
	defer func() { release(); stop(); <-done }()
	say := func(who, id, text string) {
		t.Helper()
		if err := b.Accept(t.Context(), chat.Event{ID: id, Kind: chat.Text, From: chat.Address{Channel: chat.Terminal, ID: who}, At: now(), Text: text, MessageID: id}); err != nil {
			t.Fatal(err)
		}
	}
	say("anna", "1", unsureText)
	if q := next(t, model.asked); q.Text != reading.Anonymous(unsureText) || len(q.Candidates) == 0 {
		t.Fatalf("the model was asked %+v", q)
	}
	say("anna", "2", "会費の支払い方法を教えてください")
	say("berta", "3", "会費の支払い方法を教えてください")
	if d := next(t, sent); d.To.ID != "berta" {
		t.Fatalf("%s is answered while a model is asked for her", d.To.ID)
	}
	release()
	for range 2 {
		if d := next(t, sent); d.To.ID != "anna" {
			t.Errorf("a delivery to %s, want the two of anna", d.To.ID)
		}
	}
}

// next is what comes next. That nothing does is a failure, however busy the machine is.
func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patient):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// collecting is a channel that hands over what is sent.
type collecting struct{ sent chan chat.Delivery }

func (collecting) Name() string                    { return chat.Terminal }
func (collecting) Capabilities() chat.Capabilities { return chat.Capabilities{Members: true} }

func (c collecting) Send(_ context.Context, d chat.Delivery) (chat.Receipt, error) {
	c.sent <- d
	return chat.Receipt{}, nil
}

// TestSureNeverWaits: what the bot is sure of, and all that is not for the FAQ, is decided without a model.
func TestSureNeverWaits(t *testing.T) {
	needGeneral(t)
	for _, text := range []string{
		"会費の支払い方法を教えてください", "担当者と話したい", "死にたい", "登録している住所を変更したい", "もう我慢できない。責任者を出せ", "受付の状況を教えて", "ありがとうございます", "はい",
		"今日は開いていますか", "カード番号は4111 1111 1111 1111です",
	} {
		s := newScene(t)
		s.setModel("none")
		s.input("> " + text)
		if calls := s.store.Calls(); len(calls) > 0 {
			t.Errorf("%s: a model was asked about %q", text, calls[0].Question.Text)
		}
	}
}
