package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

var (
	sasaki = chat.Person{ID: "staff:1", Name: "佐々木"}
	hayasi = chat.Person{ID: "staff:2", Name: "林"}
)

// answers gives an entry another answer.
func answers(text string) func(faq.Entry) faq.Entry {
	return func(e faq.Entry) faq.Entry {
		e.Answer = []faq.Block{{Type: faq.Paragraph, Text: text}}
		return e
	}
}

func edited(t *testing.T, s *postgres.Store, ref string, change func(faq.Entry) faq.Entry) edition.Edited {
	t.Helper()
	done, err := s.Change(t.Context(), ref, "佐々木", change)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// shows is what is served as "ref question=answer (aliases)" lines.
func shows(t *testing.T, s *postgres.Store) []string {
	t.Helper()
	all, _, err := s.LoadCollections(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range all {
		for i := range c.Entries {
			e := &c.Entries[i]
			line := e.Ref() + " " + e.Question + "=" + e.AnswerText()
			if len(e.Aliases) > 0 {
				line += " (" + strings.Join(e.Aliases, "、") + ")"
			}
			out = append(out, line)
		}
	}
	return out
}

// TestEntryChanged: what is served says since when it says what it says; an edit of one entry is none of another.
func TestEntryChanged(t *testing.T) {
	t.Parallel()
	s := open(t)
	changed := func() [2]time.Time {
		all, _, err := s.LoadCollections(t.Context())
		if err != nil || len(all) != 1 || len(all[0].Entries) != 2 {
			t.Fatal(all, err)
		}
		return [2]time.Time{all[0].Entries[0].Changed, all[0].Entries[1].Changed}
	}
	imported(t, s, inFile("a.txt", "Q1|会費は？|3円", "Q2|解約は？|店で"))
	first := changed()
	if first[0].IsZero() || first[1].IsZero() {
		t.Errorf("imported at %v", first)
	}
	edited(t, s, "port/1", answers("4円"))
	second := changed()
	if !second[0].After(first[0]) || !second[1].Equal(first[1]) {
		t.Errorf("changed at %v, before the edit %v", second, first)
	}
	imported(t, s, inFile("a.txt", "Q1|会費は？|3円", "Q2|解約は？|電話で"))
	if third := changed(); !third[0].Equal(second[0]) || !third[1].After(second[1]) {
		t.Errorf("changed at %v, before the document's next edition %v", third, second)
	}
}

// TestImportRespectsEdits: a document's next edition takes over what it has changed and nothing else; where both
// have changed the same, what was written here stays and is told, unless a person wants the document's words.
func TestImportRespectsEdits(t *testing.T) {
	t.Parallel()
	s := open(t)
	imported(t, s, inFile("a.txt", "Q1|会費は？|3円", "Q2|解約は？|店で"))
	if done := edited(t, s, "port/1", answers("4円")); done.Version != 2 || !slices.Equal(done.Fields, []string{edition.FieldAnswer}) {
		t.Errorf("edited: %+v", done)
	}
	edited(t, s, "port/2", func(e faq.Entry) faq.Entry { e.Aliases = []string{"やめたい"}; return e })
	if _, err := s.Change(t.Context(), "port/1", "林", answers("4円")); !errors.Is(err, edition.ErrNothing) {
		t.Errorf("the same again: %v", err)
	}
	if _, err := s.Change(t.Context(), "port/9", "林", answers("4円")); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("an entry that is none: %v", err)
	}
	same(t, "the same document again", imported(t, s, inFile("a.txt", "Q1|会費は？|3円", "Q2|解約は？|店で")), "")
	same(t, "served", shows(t, s), []string{"port/1 会費は？=4円", "port/2 解約は？=店で (やめたい)"})

	next := inFile("a.txt", "Q1|会費は？|5円", "Q2|解約は？|窓口で")
	seen, err := s.Preview(t.Context(), next)
	if err != nil {
		t.Fatal(err)
	}
	held := seen.Plans[0].Changes[0]
	if held.Kind != edition.Held || !slices.Equal(held.Held, []string{edition.FieldAnswer}) || held.Theirs.AnswerText() != "5円" || held.After.AnswerText() != "4円" {
		t.Errorf("what the plan says: %+v", held)
	}
	same(t, "both changed", imported(t, s, next), "held port/1, changed port/2")
	same(t, "served", shows(t, s), []string{"port/1 会費は？=4円", "port/2 解約は？=窓口で (やめたい)"})
	same(t, "told once", imported(t, s, next), "")
	theirs := inFile("a.txt", "Q1|会費は？|6円", "Q2|解約は？|窓口で")
	theirs.Theirs = []int{1}
	same(t, "the document's words", imported(t, s, theirs), "changed port/1")
	same(t, "served", shows(t, s), []string{"port/1 会費は？=6円", "port/2 解約は？=窓口で (やめたい)"})
	same(t, "and from then on", imported(t, s, inFile("a.txt", "Q1|会費は？|7円", "Q2|解約は？|窓口で")), "changed port/1")
}

// TestRewordedAtTheDesk: a question that was worded anew here is known by its document's words, and by its own.
func TestRewordedAtTheDesk(t *testing.T) {
	t.Parallel()
	s := open(t)
	imported(t, s, inFile("a.txt", "Q1|会費は？|3円", "Q2|解約は？|店で"))
	edited(t, s, "port/1", func(e faq.Entry) faq.Entry {
		e.Question = "毎月お支払いする金額を教えてください"
		return e
	})
	same(t, "in the document's words", imported(t, s, inFile("a.txt", "Q1|会費は？|4円", "Q2|解約は？|店で")), "changed port/1")
	same(t, "in those written here", imported(t, s, inFile("a.txt", "Q1|毎月お支払いする金額を教えてください|4円", "Q2|解約は？|店で")), "")
	same(t, "served", shows(t, s), []string{"port/1 毎月お支払いする金額を教えてください=4円", "port/2 解約は？=店で"})
}

// byHand is a change by somebody at the desk.
func byHand(who chat.Person) audit.Record {
	return audit.Record{Kind: audit.Staff, Via: audit.ViaDesk, Actor: who}
}

// TestDrafts: nobody is answered with a draft; the second of two who write is told; publishing keeps what the entry
// has become meanwhile.
func TestDrafts(t *testing.T) {
	t.Parallel()
	s := open(t)
	imported(t, s, inFile("a.txt", "Q1|会費は？|3円"))
	stored, err := s.StoredEntry(t.Context(), "port/1")
	if err != nil {
		t.Fatal(err)
	}
	mine := edition.Draft{Entry: answers("4円")(stored.Entry), Base: stored.Entry.Version}
	if mine, _, err = s.SaveDraft(t.Context(), mine, byHand(sasaki)); err != nil || mine.Version != 1 {
		t.Fatalf("%+v, %v", mine, err)
	}
	yours := edition.Draft{Entry: answers("5円")(stored.Entry), Base: stored.Entry.Version}
	if theirs, _, err := s.SaveDraft(t.Context(), yours, byHand(hayasi)); !errors.Is(err, edition.ErrChanged) || theirs.By != "佐々木" || theirs.Entry.AnswerText() != "4円" {
		t.Errorf("the second: %+v, %v", theirs, err)
	}
	same(t, "served", shows(t, s), []string{"port/1 会費は？=3円"})
	edited(t, s, "port/1", func(e faq.Entry) faq.Entry { e.Aliases = []string{"いくら"}; return e })
	done, err := s.PublishDraft(t.Context(), "port/1", 1, byHand(sasaki))
	if err != nil || done.Version != 3 {
		t.Fatalf("%+v, %v", done, err)
	}
	same(t, "served", shows(t, s), []string{"port/1 会費は？=4円 (いくら)"})
	if _, err := s.PublishDraft(t.Context(), "port/1", 1, byHand(sasaki)); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("published twice: %v", err)
	}

	mine = edition.Draft{Entry: answers("6円")(done.After), Base: 3}
	if _, _, err = s.SaveDraft(t.Context(), mine, byHand(sasaki)); err != nil {
		t.Fatal(err)
	}
	edited(t, s, "port/1", answers("7円"))
	var clash *edition.Clash
	if _, err := s.PublishDraft(t.Context(), "port/1", 1, byHand(sasaki)); !errors.As(err, &clash) || clash.Now.AnswerText() != "7円" {
		t.Errorf("both have changed the answer: %v", err)
	}
	same(t, "served", shows(t, s), []string{"port/1 会費は？=7円 (いくら)"})
	if err := s.DropDraft(t.Context(), "port/1", 1); err != nil {
		t.Error(err)
	}
	var whos []string
	all, err := s.Versions(t.Context(), "port/1")
	for _, v := range all {
		whos = append(whos, v.Why+" "+v.By+" "+v.Entry.AnswerText())
	}
	if err != nil || !slices.Equal(whos, []string{"edit 佐々木 7円", "edit 佐々木 4円", "edit 佐々木 3円", "import  3円"}) {
		t.Errorf("versions: %q, %v", whos, err)
	}
}

// TestNewEntry: a new entry has a number that nothing else gets, stands in the programme's own document, and is no
// business of any file. A programme may begin with one.
func TestNewEntry(t *testing.T) {
	t.Parallel()
	s := open(t)
	imported(t, s, inFile("a.txt", "Q1|会費は？|3円"))
	fresh := edition.Draft{Entry: answers("三台分あります。")(faq.Entry{Collection: "port", Question: "駐車場は？", Aliases: []string{}})}
	fresh, _, err := s.SaveDraft(t.Context(), fresh, byHand(sasaki))
	if err != nil || fresh.Ref() != "port/2" {
		t.Fatalf("%+v, %v", fresh, err)
	}
	same(t, "an import beside the draft", imported(t, s, inFile("a.txt", "Q1|会費は？|3円", "Q2|解約は？|店で")), "added port/3")
	if _, err := s.PublishDraft(t.Context(), "port/2", 1, byHand(sasaki)); err != nil {
		t.Fatal(err)
	}
	same(t, "the document again", imported(t, s, inFile("a.txt", "Q1|会費は？|3円", "Q2|解約は？|店で")), "")
	same(t, "served", shows(t, s), []string{"port/1 会費は？=3円", "port/3 解約は？=店で", "port/2 駐車場は？=三台分あります。"})

	if err := s.Move(t.Context(), "port/2", 1, "佐々木"); err != nil {
		t.Fatal(err)
	}
	same(t, "moved", shows(t, s), []string{"port/1 会費は？=3円", "port/2 駐車場は？=三台分あります。", "port/3 解約は？=店で"})
	if err := s.Move(t.Context(), "port/3", 0, "佐々木"); err != nil {
		t.Fatal(err)
	}
	same(t, "moved to the beginning", shows(t, s), []string{"port/3 解約は？=店で", "port/1 会費は？=3円", "port/2 駐車場は？=三台分あります。"})
	if err := s.Move(t.Context(), "port/3", 9, "佐々木"); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("behind nothing: %v", err)
	}

	first := edition.Draft{Title: "新しい事業", Entry: answers("あります。")(faq.Entry{Collection: "fresh", Question: "予約は要りますか"})}
	if first, _, err = s.SaveDraft(t.Context(), first, byHand(sasaki)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PublishDraft(t.Context(), first.Ref(), 1, byHand(sasaki)); err != nil {
		t.Fatal(err)
	}
	own := inFile("b.txt", "Q1|送料は？|無料")
	own.Collection.ID = "fresh"
	same(t, "a file beside it", imported(t, s, own), "added fresh/2")
	all, _, err := s.LoadCollections(t.Context())
	if err != nil || len(all) != 2 || all[1].Title != "新しい事業" || len(all[1].Entries) != 2 {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestProposingNeedsOneConnection: who proposes a change holds the FAQ's lock, and asks for no second connection.
func TestProposingNeedsOneConnection(t *testing.T) {
	t.Parallel()
	s := openURL(t, postgrestest.URL(t), postgres.Options{WorkerConns: 1})
	if _, err := s.Import(t.Context(), inFile("a.txt", "Q1|会費は？|3円")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	d, err := s.ProposeDraft(ctx, "port/1", chat.Person{ID: "staff:1", Name: "佐々木"}, func(d *edition.Draft, now edition.Stored, _ string) error {
		d.Entry.Question = now.Entry.Question + "！"
		return nil
	})
	if err != nil || d.Entry.Question != "会費は？！" {
		t.Errorf("proposed %+v, %v", d.Entry, err)
	}
}

// TestDraftOnce: who brings a draft under the name of an act saves it once, and it stands in the audit once, with the
// draft or not at all.
func TestDraftOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	imported(t, s, inFile("a.txt", "Q1|会費は？|3円"))
	stored, err := s.StoredEntry(t.Context(), "port/1")
	if err != nil {
		t.Fatal(err)
	}
	by := byHand(sasaki)
	by.Request = "api:1"
	for i, before := range []string{"", "port/1", "port/1"} {
		_, got, err := s.SaveDraft(t.Context(), edition.Draft{Entry: answers("4円")(stored.Entry), Base: stored.Entry.Version}, by)
		if err != nil || got != before {
			t.Errorf("time %d: %q, %v; want %q", i+1, got, err, before)
		}
	}
	if d, err := s.Draft(t.Context(), "port/1"); err != nil || d.Version != 1 {
		t.Errorf("the draft: %+v, %v", d, err)
	}
	if _, _, err := s.SaveDraft(t.Context(), edition.Draft{Entry: answers("5円")(stored.Entry)}, byHand(hayasi)); !errors.Is(err, edition.ErrChanged) {
		t.Errorf("of an older version: %v", err)
	}
	by.Request = "api:2"
	if _, err := s.PublishDraft(t.Context(), "port/1", 1, by); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PublishDraft(t.Context(), "port/1", 1, by); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("published twice: %v", err)
	}
	if _, _, err := s.SaveDraft(t.Context(), edition.Draft{Entry: stored.Entry, Base: 2}, byHand(sasaki)); err != nil {
		t.Fatal(err)
	}
	edited(t, s, "port/1", answers("3円")) // what the draft says
	if _, err := s.PublishDraft(t.Context(), "port/1", 1, byHand(sasaki)); !errors.Is(err, edition.ErrNothing) {
		t.Errorf("nothing new: %v", err)
	}
	records, err := s.Audited(t.Context(), audit.Filter{Object: "port/1"})
	var got []string
	for _, r := range slices.Backward(records) {
		got = append(got, string(r.Act)+" "+r.After+" "+r.Request)
	}
	if want := []string{"faq.drafted draft=1 api:1", "faq.published version=2 answer api:2", "faq.drafted draft=1 ", "faq.drafted draft=dropped "}; err != nil || !slices.Equal(got, want) {
		t.Errorf("written down: %q, %v; want %q", got, err, want)
	}
}
