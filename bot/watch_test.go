package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/faq"
	"madoguchi/faq/importer"
	"madoguchi/faq/search"
	"madoguchi/office"
	"madoguchi/ticket"
)

// A moment is one turn as the tests look at it: what came in, what was said to the member, what became of
// the tickets, and where the conversation stands afterwards.
type moment struct {
	at       time.Time
	event    chat.Event
	said     []chat.Message // to the member
	posted   []chat.Message // to staff
	opened   []*ticket.Ticket
	changed  []*ticket.Ticket
	log      []ticket.Entry
	answered []turn.Answered
	learnt   []turn.Unanswered
	moves    []turn.Move
	state    turn.State
}

// byMember reports whether the member brought the turn about.
func (m *moment) byMember() bool { return m.event.Kind != chat.StaffAct && m.event.Kind != chat.Other }

// watched is the store of a scene, with an eye on every turn.
type watched struct {
	*memory.Memory
	s *scene
}

// Turn lets the bot decide and keeps what it decided.
func (w watched) Turn(ctx context.Context, lane string, decide func(context.Context, *turn.Turn) error) (bool, error) {
	return w.Memory.Turn(ctx, lane, func(ctx context.Context, t *turn.Turn) error {
		if err := decide(ctx, t); err != nil {
			return err
		}
		m := moment{at: t.Now, event: t.Event, opened: t.Opened, changed: t.Changed, log: t.Log, answered: t.Answered, learnt: t.Unanswered, moves: t.Moves}
		for _, o := range t.Out {
			switch {
			case o.To == t.Conversation.Address:
				m.said = append(m.said, o.Messages...)
			case o.Staff:
				m.posted = append(m.posted, o.Messages...)
			}
		}
		raw, err := json.Marshal(t.Conversation.State)
		if err == nil {
			err = json.Unmarshal(raw, &m.state)
		}
		w.s.moments = append(w.s.moments, m)
		return err
	})
}

// recent are the turns that the last line of input brought about.
func (s *scene) recent() []moment { return s.moments[s.since:] }

// heard is all that was said to the member since the last line of input.
func (s *scene) heard() []chat.Message {
	var all []chat.Message
	for _, m := range s.recent() {
		all = append(all, m.said...)
	}
	return all
}

// tickets are all tickets of the scene, oldest first.
func (s *scene) tickets() []*ticket.Ticket {
	var all []*ticket.Ticket
	for _, m := range s.moments {
		all = append(all, m.opened...)
		for _, changed := range m.changed {
			if at := slices.IndexFunc(all, func(tk *ticket.Ticket) bool { return tk.Number == changed.Number }); at >= 0 {
				all[at] = changed
			}
		}
	}
	return all
}

// newest is the ticket opened last, or nil.
func (s *scene) newest() *ticket.Ticket {
	if all := s.tickets(); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// filling is the form under way, or nil.
func (s *scene) filling() *ticket.Filling {
	if len(s.moments) == 0 {
		return nil
	}
	f := s.moments[len(s.moments)-1].state.Form
	if f == nil || f.Filling == nil || s.office.Form(f.Filling.FormID) == nil {
		return nil
	}
	return f.Filling.Bind(s.office.Form(f.Filling.FormID))
}

// asked is the form's field that is being asked: its key and the field; "code" while a mailed code is
// waited for, "summary" while what will be sent waits for a yes, "" outside any form.
func (s *scene) asked() (string, *ticket.Field) {
	filling := s.filling()
	if filling == nil {
		return "", nil
	}
	state := &s.moments[len(s.moments)-1].state
	if state.AwaitsCode() {
		return "code", nil
	}
	f, _, _ := filling.Next()
	if f == nil {
		return "summary", nil
	}
	return f.Key(), f
}

// take presses a button of the last message, or writes the words where there is none so labelled.
func (s *scene) take(label string) {
	for _, c := range s.choices {
		if c.Label == label {
			s.hear(chat.Event{Kind: chat.Choose, Text: c.Label, Data: c.Data})
			return
		}
	}
	s.hear(chat.Event{Kind: chat.Text, Text: label, MessageID: fmt.Sprint("m", s.n+1)})
}

// mostFills is more often than any form asks.
const mostFills = 20

// fillForm says what the script has laid ready for the form's questions.
func (s *scene) fillForm() {
	said := map[string]bool{} // an answer that is not taken is not said again
	for range mostFills {
		key, f := s.asked()
		if f == nil || said[key] || s.muted {
			return
		}
		words, ok := s.fill[f.ID]
		if !ok {
			return
		}
		said[key] = true
		fmt.Fprintf(&s.out, "» %s\n", words)
		s.take(words)
	}
}

// read puts other documents and another office file into service.
func (s *scene) read(name string) {
	ix, off := corpus(s.t, name)
	s.library.Replace(ix)
	s.office = off
	s.bot.SetOffice(off)
}

// corpora are the documents that conversations are played over besides the samples: "spec", two invented
// ones with the structure of two real ones, and "seeds", those real ones, where they stand beside the tree.
var corpora = map[string]func() (faq.Index, error){
	"spec": sync.OnceValues(func() (faq.Index, error) {
		return indexOf(map[string]string{"alibaba": "testdata/spec/alibaba.txt", "selas": "testdata/spec/selas.txt"})
	}),
	"seeds": sync.OnceValues(func() (faq.Index, error) {
		return indexOf(map[string]string{
			"alibaba": "../../shared/seeds/000_6ae3d25c087d720a.txt",
			"selas":   "../../shared/seeds/004_006467a879879af6.txt",
		})
	}),
}

func corpus(t testing.TB, name string) (faq.Index, *office.Office) {
	t.Helper()
	index := corpora[name]
	if index == nil {
		t.Fatalf("there are no documents called %q", name)
	}
	if name == "seeds" {
		chattest.Beside(t, "seeds/*.txt") // skips where they are missing
	}
	ix, err := index()
	if err != nil {
		t.Fatalf("index the documents %q: %v", name, err)
	}
	data, err := os.ReadFile("testdata/spec/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	off, err := office.Parse(data)
	if err != nil {
		t.Fatalf("parse testdata/spec/office.yaml: %v", err)
	}
	return ix, off
}

func readDocument(id, file string) (faq.Collection, error) {
	f, err := os.Open(file)
	if err != nil {
		return faq.Collection{}, err
	}
	defer f.Close()
	return importer.Read(context.Background(), filepath.Base(file), f, importer.Options{Programme: id, Today: "2023-10-06"})
}

func indexOf(files map[string]string) (faq.Index, error) {
	var cs []faq.Collection
	for _, id := range []string{"alibaba", "selas"} {
		c, err := readDocument(id, files[id])
		if err != nil {
			return nil, err
		}
		cs = append(cs, c)
	}
	return search.NewIndex(context.Background(), cs, search.Options{Limit: time.Minute})
}
